package dev.handoff.client.cli;

import dev.handoff.client.Identity;
import dev.handoff.client.StoreClient;
import dev.handoff.client.Trust;
import dev.handoff.client.stranger.Stranger;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.Listener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What can be asked of a store. */
enum StoreAction implements Action {
    LIST {
        @Override
        String run(StoreClient store, Arguments arguments, Steps steps) throws IOException {
            steps.enter(Steps.Step.INSPECTING);
            return text(arguments, store.list(), "kept");
        }
    },
    STORE {
        @Override
        String run(StoreClient store, Arguments arguments, Steps steps) throws IOException, UsageException {
            steps.enter(Steps.Step.TAKING);
            List<NamedListener> taken = new ArrayList<>();
            try (Stranger stranger = Stranger.of(arguments.pid())) {
                TakeAction.take(stranger, arguments.places(), taken);
                steps.enter(Steps.Step.STORING);
                store.store(taken);
                return text(arguments, TakeAction.entries(taken), "kept from now on");
            } finally {
                taken.forEach(NamedListener::close);
            }
        }
    },
    RETRIEVE {
        @Override
        String run(StoreClient store, Arguments arguments, Steps steps) throws IOException, UsageException {
            steps.enter(Steps.Step.RETRIEVING);
            List<NamedListener> retrieved = store.retrieve(arguments.listeners());
            try {
                return text(
                        arguments,
                        TakeAction.entries(retrieved),
                        "retrieved; each is what the manifest says; closed, and still kept");
            } finally {
                retrieved.forEach(NamedListener::close);
            }
        }
    },
    DELETE {
        @Override
        String run(StoreClient store, Arguments arguments, Steps steps) throws IOException, UsageException {
            steps.enter(Steps.Step.DELETING);
            List<Listener> gone = store.list().stream()
                    .filter(listener -> isAsked(arguments, listener))
                    .toList();
            store.delete(arguments.listeners());
            return text(arguments, gone, "not kept any more");
        }
    };

    /** For a store that is alive to accept and to greet. */
    private static final Duration GREETING = Duration.ofSeconds(10);

    abstract String run(StoreClient store, Arguments arguments, Steps steps) throws IOException, UsageException;

    @Override
    public String run(Arguments arguments, Steps steps) throws IOException, UsageException {
        steps.enter(Steps.Step.CONNECTING);
        try (StoreClient store = connect(arguments)) {
            return run(store, arguments, steps);
        }
    }

    static StoreClient connect(Arguments arguments) throws IOException, UsageException {
        return StoreClient.connect(arguments.control(), Identity.of(""), GREETING, Trust.OURSELVES);
    }

    private static boolean isAsked(Arguments arguments, Listener listener) {
        try {
            return arguments.listeners().contains(listener.getName());
        } catch (UsageException checkedBefore) {
            return false;
        }
    }

    static String text(Arguments arguments, List<Listener> listeners, String outcome) throws IOException {
        if (arguments.wantsJson()) {
            Json json = new Json().object();
            ListenerText.json(listeners, json);
            return json.endObject() + "\n";
        }
        return ListenerText.table(listeners) + "\n" + listeners.size() + " " + outcome + "\n";
    }
}

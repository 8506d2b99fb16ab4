package dev.handoff.client.cli;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Lease;
import dev.handoff.client.RequestTerms;
import dev.handoff.wire.Manifest;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.Listener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gets the listeners and gives them back, before anything is printed: a slow reader holds up no handoff. */
final class RequestAction implements Action {
    /** They are given back at once. */
    private static final Duration READY_WITHIN = Duration.ofSeconds(10);

    @Override
    public String run(Arguments arguments, Steps steps) throws IOException, UsageException {
        try (HandoffClient client = Peer.connect(arguments, steps)) {
            steps.enter(Steps.Step.REQUESTING);
            RequestTerms terms =
                    new RequestTerms(arguments.listeners(), arguments.patience(), READY_WITHIN, false, true);
            try (Lease lease = granted(client, terms, arguments)) {
                String text = arguments.wantsJson() ? json(lease) : text(lease);
                steps.enter(Steps.Step.ABORTING);
                lease.abort("handoff-client gives back what it asked for");
                return text;
            }
        }
    }

    private static Lease granted(HandoffClient client, RequestTerms terms, Arguments arguments)
            throws IOException, UsageException {
        try (Watching shown = Watching.beside(arguments.control(), arguments.isQuiet())) {
            return client.request(terms);
        }
    }

    private static List<Listener> entries(Lease lease) {
        List<Listener> entries = new ArrayList<>();
        for (NamedListener listener : lease.listeners()) {
            entries.add(Manifest.entry(listener, entries.size()));
        }
        return entries;
    }

    private static String json(Lease lease) throws IOException {
        Json json = new Json().object();
        json.name("predecessor").object();
        json.name("generation").value(lease.predecessorGeneration());
        json.name("release").value(lease.predecessorRelease()).endObject();
        ListenerText.json(entries(lease), json);
        return json.name("givenBack").value(true).endObject() + "\n";
    }

    private static String text(Lease lease) throws IOException {
        String release = lease.predecessorRelease();
        return ListenerText.table(entries(lease))
                + "\n" + lease.listeners().size() + " received from generation " + lease.predecessorGeneration()
                + (release.isEmpty() ? "" : ", release " + Printable.of(release))
                + "; each is what the manifest says; given back\n";
    }
}

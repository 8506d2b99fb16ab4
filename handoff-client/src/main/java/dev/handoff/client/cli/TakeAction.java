package dev.handoff.client.cli;

import dev.handoff.client.stranger.Stranger;
import dev.handoff.client.stranger.StrangerException;
import dev.handoff.client.stranger.StrangerListener;
import dev.handoff.fd.OwnedFd;
import dev.handoff.wire.Manifest;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.Listener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes the listeners out of a process, and gives them back by closing the duplicates: it does not notice. */
final class TakeAction implements Action {
    @Override
    public String run(Arguments arguments, Steps steps) throws IOException, UsageException {
        steps.enter(Steps.Step.TAKING);
        List<NamedListener> taken = new ArrayList<>();
        try (Stranger stranger = Stranger.of(arguments.pid())) {
            arguments.agent().ifPresent(stranger::attaching);
            take(stranger, arguments.places(), taken);
            return arguments.wantsJson() ? json(stranger, taken) : text(stranger, taken);
        } finally {
            taken.forEach(NamedListener::close);
        }
    }

    static void take(Stranger stranger, List<PlaceText> places, List<NamedListener> into) throws IOException {
        List<StrangerListener> found = stranger.listeners();
        if (places.isEmpty()) {
            if (found.isEmpty()) {
                throw none(stranger + " does not listen anywhere");
            }
            for (StrangerListener listener : found) {
                into.add(take(stranger, listener, PlaceText.nameOf(listener)));
            }
        }
        for (PlaceText place : places) {
            List<StrangerListener> there = found.stream().filter(place::matches).toList();
            // Several at one address are refused by whoever takes one of them, with a better reason.
            if (there.stream().map(StrangerListener::name).distinct().count() != 1) {
                throw none(stranger
                        + (there.isEmpty()
                                ? " does not listen at " + place.place() + ", but at "
                                        + (found.isEmpty() ? "nothing" : found)
                                : " listens at " + there + ", and '" + place.place() + "' means each of them"));
            }
            into.add(take(stranger, there.get(0), place.name()));
        }
    }

    private static StrangerException none(String sentence) {
        return new StrangerException(StrangerException.Reason.NO_SUCH_LISTENER, sentence);
    }

    private static NamedListener take(Stranger stranger, StrangerListener listener, String name) throws IOException {
        OwnedFd fd = stranger.take(listener);
        try {
            return NamedListener.of(name, 0, fd);
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    static List<Listener> entries(List<NamedListener> taken) {
        List<Listener> entries = new ArrayList<>();
        for (NamedListener listener : taken) {
            entries.add(Manifest.entry(listener, entries.size()));
        }
        return entries;
    }

    private static String json(Stranger stranger, List<NamedListener> taken) throws IOException {
        Json json = new Json().object();
        json.name("process").object().name("pid").value(stranger.pid()).endObject();
        ListenerText.json(entries(taken), json);
        return json.name("givenBack").value(true).endObject() + "\n";
    }

    private static String text(Stranger stranger, List<NamedListener> taken) throws IOException {
        return ListenerText.table(entries(taken)) + "\n" + taken.size() + " taken from "
                + Printable.of(stranger.toString())
                + "; each is what it listens at; given back, and it goes on unchanged\n";
    }
}

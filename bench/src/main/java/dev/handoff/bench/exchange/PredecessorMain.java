package dev.handoff.bench.exchange;

import dev.handoff.Handoff;
import dev.handoff.HandoffBuilder;
import java.io.OutputStream;
import java.nio.file.Path;

/** A real owner of some listeners, in a process of its own; ends when its standard input does. */
final class PredecessorMain {
    private PredecessorMain() {}

    public static void main(String[] args) throws Exception {
        HandoffBuilder builder = Handoff.at(Path.of(args[0])).handleSignals(false);
        for (String name : Listeners.names(Integer.parseInt(args[1]))) {
            builder.listener(name, "127.0.0.1:0");
        }
        try (Handoff handoff = builder.open()) {
            handoff.ready();
            System.out.println("ready");
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}

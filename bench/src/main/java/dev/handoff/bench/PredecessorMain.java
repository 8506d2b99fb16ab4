package dev.handoff.bench;

import dev.handoff.Handoff;
import java.nio.file.Path;

/** A real owner of one listener, in a process of its own; ends when its standard input does. */
final class PredecessorMain {
    private PredecessorMain() {}

    public static void main(String[] args) throws Exception {
        try (Handoff handoff = Handoff.at(Path.of(args[0]))
                .listener("http", "127.0.0.1:0")
                .handleSignals(false)
                .open()) {
            handoff.ready();
            System.out.println("ready");
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }
}

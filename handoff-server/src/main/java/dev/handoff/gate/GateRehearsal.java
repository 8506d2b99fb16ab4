package dev.handoff.gate;

import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Sockets;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A gate of nobody's, on a free port of loopback, is switched all the way to its end. What is loaded for that is not loaded later, while
 * clients wait for a switch.
 */
public final class GateRehearsal {
    private GateRehearsal() {}

    /**
     * Takes some 20 ms the first time.
     *
     * @throws IOException if there is no such port, or as {@link Gate#seat} and {@link Gate#open()} do; nothing is left of it
     */
    public static void run() throws IOException {
        OwnedFd fd = Sockets.listenTcp(Family.INET, new InetSocketAddress("127.0.0.1", 0), 1);
        try (Gate gate = Gate.seat(NamedListener.of("rehearsal", 1, fd))) {
            try {
                gate.open();
                gate.shut();
                gate.open();
                gate.retire();
            } finally {
                gate.channel().close();
            }
        } finally {
            fd.close();
        }
    }
}

package dev.handoff.gate;

import dev.handoff.fd.SocketFacts;
import dev.handoff.fd.SocketType;
import dev.handoff.wire.NamedListener;
import java.io.IOException;

/** Which listeners can have a gate. */
final class Suitability {
    private Suitability() {}

    /** What it is, if nobody sends it connections that nobody would accept while its gate is closed. */
    static SocketFacts ofOneAlone(NamedListener front) throws IOException {
        SocketFacts facts = SocketFacts.of(front.fd());
        if (facts.isReusePort()) {
            throw new GateRefusedException(
                    "listener " + front.name() + " is one of a SO_REUSEPORT group, which goes on sending it"
                            + " connections that nobody would accept while the gate is closed");
        }
        return facts;
    }

    static void requireStream(String name, SocketFacts facts) throws GateRefusedException {
        if (facts.type() != SocketType.STREAM || !facts.isListening()) {
            throw new GateRefusedException("listener " + name + " is no listening stream socket: " + facts);
        }
    }
}

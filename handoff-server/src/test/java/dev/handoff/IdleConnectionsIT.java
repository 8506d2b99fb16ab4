package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testing.Lines;
import dev.handoff.testing.ScriptedPeer;
import dev.handoff.wire.v1.Envelope.MessageCase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many who connect to the control socket and then say nothing. */
class IdleConnectionsIT extends ProcessFixture {
    private static final int MANY = 1_000;

    @Test
    void aThousandOfThemKeepNobodyFromAHandoff() throws Exception {
        ServiceProcess first = serving("v1");
        List<ScriptedPeer> idle = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                ScriptedPeer peer = ScriptedPeer.connect(control());
                idle.add(peer);
                peer.say(Lines.hello("idle"));
            }
            for (ScriptedPeer peer : idle) {
                peer.hear(MessageCase.WELCOME);
            }
            assertThat(status().orElseThrow().getPid()).isEqualTo((int) first.pid());
            awaitAnswer("v1");
            ServiceProcess second = serving("v2", PROBATION);
            awaitAnswer("v2");
            assertThat(status().orElseThrow().getSuccessor().getRelease()).isEqualTo("v2");
            second.tell("confirm");
            assertThat(first.awaitExit()).isZero();
            awaitOwner(second);
            awaitAnswer("v2");
        } finally {
            idle.forEach(ScriptedPeer::close);
        }
    }
}

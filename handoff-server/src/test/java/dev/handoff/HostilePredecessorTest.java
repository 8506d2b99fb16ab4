package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.fd.OwnedFd;
import dev.handoff.testing.Oddment;
import dev.handoff.testing.ScriptedPeer;
import dev.handoff.testing.ScriptedPredecessor;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A grant that is not what it says: the successor takes nothing, closes all that came, and says what was wrong. */
class HostilePredecessorTest extends SuccessorFixture {
    private void assertRefuses(Envelope.Builder grant, List<OwnedFd> descriptors, String reason) throws Exception {
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().greet();
        peer.hear(MessageCase.REQUEST);
        peer.say(grant, descriptors);
        assertThatThrownBy(() -> done(opening))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
        peer.hearEnd();
        assertThat(duties.entries()).isEmpty();
    }

    private Envelope.Builder honest() {
        return predecessor().grantOf(1, predecessor().listeners());
    }

    @ParameterizedTest
    @EnumSource(Oddment.class)
    void takesNoDescriptorOfAnotherKind(Oddment kind) throws Exception {
        String reason = switch (kind) {
            case FILE, PIPE -> "is no socket";
            case DATAGRAM -> "the manifest says type STREAM";
            case CONNECTED, BOUND, ELSEWHERE -> "the manifest says address";
            case OTHER_FAMILY -> "the manifest says family INET";
        };
        try (OwnedFd oddment = kind.make()) {
            assertRefuses(honest(), List.of(oddment), reason);
        }
    }

    @Test
    void takesNoMoreDescriptorsThanEntries() throws Exception {
        OwnedFd http = predecessor().listeners().get(0).fd();
        assertRefuses(honest(), List.of(http, http), "1 listeners, 2 descriptors");
    }

    @Test
    void takesNoMoreEntriesThanDescriptors() throws Exception {
        Envelope.Builder grant = honest();
        grant.getGrantBuilder().addListeners(grant.getGrantBuilder().getListeners(0));
        assertRefuses(grant, ScriptedPredecessor.fds(predecessor().listeners()), "2 listeners, 1 descriptors");
    }

    @Test
    void takesNoSocketTwice() throws Exception {
        NamedListener http = predecessor().listeners().get(0);
        Envelope.Builder grant = honest();
        grant.getGrantBuilder()
                .addListeners(grant.getGrantBuilder().getListeners(0).toBuilder()
                        .setName("twin")
                        .setPosition(1));
        assertRefuses(grant, List.of(http.fd(), http.fd()), "is a socket that came under another name");
    }

    @Test
    void takesNoDescriptorsWithAGreeting() throws Exception {
        List<OwnedFd> laden = new ArrayList<>();
        for (Oddment kind : Oddment.values()) {
            laden.add(kind.make());
        }
        Future<LabelService> opening = opening();
        ScriptedPeer peer = predecessor().accept();
        peer.hear(MessageCase.HELLO);
        peer.say(dev.handoff.testing.Lines.welcome(1, "laden"), laden);
        OwnedFd.closeAll(laden);
        assertThatThrownBy(() -> done(opening))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("WELCOME with " + Oddment.values().length + " descriptors");
        peer.hearEnd();
    }
}

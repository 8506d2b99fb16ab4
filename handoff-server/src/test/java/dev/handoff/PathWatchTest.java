package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.testing.Lines;
import dev.handoff.testing.ScriptedPeer;
import dev.handoff.testing.ScriptedPredecessor;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The control path leads to the owner, whatever becomes of the path. */
class PathWatchTest extends PredecessorFixture {
    private static final Duration SOON = Duration.ofSeconds(20);

    private long generationAtThePath() {
        try (HandoffClient client =
                HandoffClient.connect(control(), new Identity("looker", "looker"), Duration.ofSeconds(1))) {
            Status status = client.status();
            return status.getGeneration();
        } catch (IOException nobody) {
            return 0;
        }
    }

    @Test
    void comesBackWhenThePathIsDeleted() throws Exception {
        Files.delete(control());
        await().atMost(SOON).until(() -> generationAtThePath() == 1);
        assertHandsOverTo(2);
    }

    @Test
    void comesBackEachTimeThePathIsDeleted() throws Exception {
        for (int i = 0; i < 3; i++) {
            Files.delete(control());
            await().atMost(SOON).until(() -> generationAtThePath() == 1);
        }
    }

    @Test
    void comesBackWhenSomethingThatDoesNotAnswerTakesThePath() throws Exception {
        Files.delete(control());
        try (ServerSocketChannel squatter = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            squatter.bind(UnixDomainSocketAddress.of(control()));
            assertHandsOverTo(2);
        }
    }

    @Test
    void leavesAFileThatIsNoSocketAloneAndComesBackOnceItIsGone() throws Exception {
        Files.delete(control());
        Files.writeString(control(), "somebody's");
        Thread.sleep(1_200); // two looks and more; if none came in time this proves less, not something else
        assertThat(control()).hasContent("somebody's");
        assertThat(first().answers()).isTrue();
        Files.delete(control());
        await().atMost(SOON).until(() -> generationAtThePath() == 1);
    }

    /** Before the commit and on probation: a release that starts meanwhile finds it, and stands in line. */
    @ParameterizedTest
    @EnumSource(names = {"GRANT", "YIELDED"})
    void comesBackWhileAnExchangeIsOpen(ScriptedSuccessor.Step step) throws Exception {
        try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(step)) {
            Files.delete(control());
            await().atMost(SOON).until(() -> generationAtThePath() == 1);
            assertThat(first().handoff().status().hasSuccessor())
                    .as("the exchange goes on")
                    .isTrue();
        }
        assertHandsOverTo(step.isCommitted() ? 3 : 2);
    }

    @Test
    void leavesThePathToWhoeverAnswersThereWhileAnExchangeIsOpen() throws Exception {
        try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(ScriptedSuccessor.Step.YIELDED);
                ScriptedPredecessor later = ScriptedPredecessor.at(control())) {
            answer(later, ProcessPhase.OWNER);
            answer(later, ProcessPhase.OWNER);
            assertThat(first().handoff().phase()).isEqualTo(ProcessPhase.YIELDED);
            successor.peer().say(Lines.confirm());
            assertThat(first().handoff().awaitRetired()).isEqualTo(Ending.HANDED_OVER);
        }
    }

    /** As after a cut: the successor took the predecessor for dead, and answers at the path. */
    @Test
    void givesWayToALaterGenerationAtThePathOnceThatAccepts() throws Exception {
        try (ScriptedPredecessor later = ScriptedPredecessor.at(control())) {
            answer(later, ProcessPhase.STAGED);
            answer(later, ProcessPhase.STAGED);
            assertThat(first().handoff().phase()).isEqualTo(ProcessPhase.OWNER);
            assertThat(first().answers()).isTrue();
            duties.slowToStop("v1", Duration.ofSeconds(1));
            answer(later, ProcessPhase.OWNER);
            assertThat(first().handoff().awaitRetired()).isEqualTo(Ending.HANDED_OVER);
            assertThat(duties.running())
                    .as("it does not end before they have stopped")
                    .isEmpty();
        }
    }

    private static void answer(ScriptedPredecessor later, ProcessPhase phase) throws IOException {
        ScriptedPeer peer = later.greet();
        peer.hear(MessageCase.INSPECT);
        peer.say(Envelope.newBuilder()
                .setStatus(Status.newBuilder().setGeneration(2).setPhase(phase.name())));
    }
}

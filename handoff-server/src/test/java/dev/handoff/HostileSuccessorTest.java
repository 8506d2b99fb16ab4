package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.ScriptedSuccessor.Step;
import dev.handoff.client.ControlPathException;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Sockets;
import dev.handoff.fd.UnixStream;
import dev.handoff.testing.Lines;
import dev.handoff.testing.Oddment;
import dev.handoff.testing.ScriptedPeer;
import dev.handoff.wire.v1.Envelope.MessageCase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody at the control socket who means harm, or might as well: nobody else is disturbed. */
class HostileSuccessorTest extends PredecessorFixture {
    @ParameterizedTest
    @EnumSource(Oddment.class)
    void descriptorsOfAnyKindOnEveryFrameAreClosed(Oddment kind) throws Exception {
        try (OwnedFd oddment = kind.make()) {
            List<OwnedFd> many = Collections.nCopies(UnixStream.MAX_DESCRIPTORS, oddment);
            try (ScriptedPeer peer = ScriptedPeer.connect(control())) {
                peer.say(Lines.hello("laden"), many);
                assertThat(peer.hear(MessageCase.REFUSED).getRefused().getSentence())
                        .contains("128 descriptors");
            }
            try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(Step.YIELDED)) {
                successor.peer().fallSilent();
                for (int i = 0; i < 3; i++) {
                    sayIfHeard(successor.peer(), many);
                }
                assertThat(successor
                                .peer()
                                .hearUntil(MessageCase.RECLAIMED)
                                .getReclaimed()
                                .getReason())
                        .contains("128 descriptors");
            }
            assertServesOn("reclaimed");
        }
    }

    private static void sayIfHeard(ScriptedPeer peer, List<OwnedFd> many) throws IOException {
        try {
            peer.say(Lines.heartbeat("LADEN"), many);
        } catch (ErrnoException gone) {
            // It has been cut off already.
        }
    }

    /** A byte now and then keeps nobody waiting for longer than a frame may take, and nobody else for any time. */
    @Test
    void aWriterOfOneByteASecondIsCutOffAndOthersAreServedMeanwhile() throws Exception {
        byte[] frame = {0, 0, 0, 60, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        try (ScriptedSuccessor slow = ScriptedSuccessor.at(control()).to(Step.GRANT)) {
            slow.peer().fallSilent();
            long began = System.nanoTime();
            int sent = 0;
            while (!slow.peer().channel().stream().isHungUp() && sent < frame.length) {
                slow.peer().channel().stream().send(new byte[] {frame[sent++]}, List.of(), patience());
                assertThat(first().answers()).isTrue();

                slow.peer().hearNothing(Duration.ofMillis(1));
                if (awaitVerdict(slow)) {
                    break;
                }
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        }
        assertThat(assertServesOn("aborted").getReason()).contains("stopped within a frame");
        assertHandsOverTo(2);
    }

    private static Deadline patience() {
        return Deadline.in(ScriptedPeer.PATIENCE);
    }

    /** One second, unless the verdict comes before. */
    private static boolean awaitVerdict(ScriptedSuccessor slow) throws IOException {
        Deadline second = Deadline.in(Duration.ofSeconds(1));
        while (slow.peer().channel().stream().awaitReadable(second)) {
            try (var frame = slow.peer().channel().receive(patience())) {
                if (frame.kind() == MessageCase.ABORT) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void whatIsSaidAfterAnAbortIsHeardByNobody() throws Exception {
        try (ScriptedSuccessor late = ScriptedSuccessor.at(control()).to(Step.GRANT)) {
            late.peer().say(Lines.released(true));
            late.peer().hear(MessageCase.ABORT);
            late.peer().fallSilent();
            late.peer().mutter(Lines.ready(Duration.ofSeconds(1)));
            late.peer().mutter(Lines.opened());
            late.peer().mutter(Lines.confirm());
            late.peer().hearEnd();
            assertServesOn("aborted");
        }
        assertHandsOverTo(2);
    }

    @Test
    void tenThousandGarbageConnectionsAreAFewLinesOfLog() throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        long began = System.nanoTime();
        try {
            for (int i = 0; i < 10_000; i++) {
                try (ScriptedPeer peer = ScriptedPeer.connect(control())) {
                    peer.sayBytes(new byte[] {-1, -1, -1, -1}, List.of());
                }
            }
            // The last of them has been refused by the time that somebody after it was answered.
            assertServes();
        } finally {
            System.setErr(before);
        }
        long spans = 1 + Duration.ofNanos(System.nanoTime() - began).toSeconds() / 10;
        List<String> refusals = logged.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("refused pid"))
                .toList();
        assertThat(refusals).isNotEmpty().hasSizeLessThanOrEqualTo((int) (10 * (spans + 1)));
        assertThat(refusals.get(0)).contains("uid ").contains("a frame's length");
    }

    private void assertServes() throws Exception {
        try (ScriptedSuccessor polite = ScriptedSuccessor.at(control()).to(Step.HELLO)) {
            polite.peer().say(Lines.inspect());
            polite.peer().hear(MessageCase.STATUS);
        }
        assertThat(first().answers()).isTrue();
    }

    @Test
    void aNameCannotBreakTheLineOfTheLog() throws Exception {
        try (ScriptedSuccessor successor = ScriptedSuccessor.at(control()).to(Step.GRANT)) {
            successor.peer().say(Lines.abort("a\nERROR all is lost\u001b[2J"));
            successor.peer().hearEnd();
        }
        assertThat(assertServesOn("aborted").getReason()).isEqualTo("given back: a\\u000aERROR all is lost\\u001b[2J");
    }

    @Test
    void aProbationOfAnAgeIsCappedNotEndedAtOnce() throws Exception {
        try (ScriptedSuccessor successor = ScriptedSuccessor.at(control())
                .probation(Duration.ofMillis(Long.MIN_VALUE))
                .to(Step.YIELDED)) {
            successor.peer().hear(MessageCase.RELEASED);
            successor.peer().hearNothing(Duration.ofMillis(300));
            assertThat(first().handoff().status().hasSuccessor()).isTrue();
        }
        assertServesOn("reclaimed");
    }

    @Test
    void aSymbolicLinkAtTheControlPathIsNotFollowed() throws Exception {
        Path link = control().resolveSibling("link.sock");
        Files.createSymbolicLink(link, control());
        assertThatThrownBy(
                        () -> Handoff.at(link).listener("http", "127.0.0.1:0").open())
                .isInstanceOf(ControlPathException.class)
                .hasMessageContaining("symbolic link");
        assertThat(first().answers()).isTrue();
    }

    /** Whoever got there first and is no owner: he is not unlinked, and nothing is bound in his place. */
    @Test
    void aSquatterWhoDoesNotGreetIsLeftWhereHeIs() throws Exception {
        Path squatted = control().resolveSibling("squatted.sock");
        try (OwnedFd squatter = Sockets.listenUnix(squatted, 4)) {
            Object before = Files.getAttribute(squatted, "unix:ino");
            assertThatThrownBy(() -> Handoff.at(squatted)
                            .listener("http", "127.0.0.1:0")
                            .requestWait(Duration.ofMillis(100))
                            .open())
                    .isInstanceOf(IOException.class);
            assertThat(Files.getAttribute(squatted, "unix:ino")).isEqualTo(before);
            assertThat(squatter.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-", "rwxrwxrwx"})
    void aFolderThatOthersWriteToIsRefusedWithItsMode(String mode) throws Exception {
        Path open = Files.createDirectory(temp.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(() -> Handoff.at(open.resolve("control.sock"))
                        .listener("http", "127.0.0.1:0")
                        .open())
                .isInstanceOf(ControlPathException.class)
                .hasMessageContaining("others can write to it (mode 0");
        assertThat(open).isEmptyDirectory();
    }
}

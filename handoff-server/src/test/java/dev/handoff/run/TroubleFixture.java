package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.artifact.ReleaseServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;

/**
 * What may go wrong with a source, one thing after the other, while clients ask a {@code run} that watches it: no request fails,
 * the same process answers, one line says what is wrong, and nothing is left of it.
 */
abstract class TroubleFixture extends WatchFixture {
    static final long EVERY_MILLIS = 100;
    /** Without a pause that grows it would look twelve times. */
    static final long SEEN_MILLIS = 1_200;

    private static final int CLIENTS = 4;
    private static final String WARNED = "nothing new is started: ";
    private static final String WELL = "can be fetched from again";

    private byte[] present = {};

    interface Strike {
        void now() throws Exception;
    }

    /** What follows {@code --watch}, without what the tests add. */
    abstract String source() throws IOException;

    /** Publishes a release with the hash that it has. */
    abstract void publish(byte[] bytes) throws Exception;

    /** Does it in such a way that a look finds what was there before or what is there then, and no mixture. */
    abstract void atOnce(Strike strike) throws Exception;

    /** Whatever was broken is whole again. */
    void mend() throws Exception {}

    /** How often the source was looked at; 0 if nobody can know. */
    int looks() {
        return 0;
    }

    @BeforeEach
    void publishTheFirst() throws Exception {
        present = release("v1");
        publish(present);
    }

    RunProcess running(String more) throws IOException {
        String watched = source() + ",every=" + EVERY_MILLIS + "ms,within=2s" + more;
        RunProcess process = run(
                before(),
                List.of("--ready-notify", "--probation", "5s", "--watch", watched),
                List.of("{artifact}", "{fd:http}"));
        process.awaitSaid("watching ");
        return process;
    }

    /**
     * An artifact that crashes after a second: what it had accepted is lost, one request a client at most. Not tried again, it
     * costs nothing more. Then a good one.
     */
    void crashesAndIsReplaced(RunProcess run, Clients clients) throws Exception {
        assertThat(clients.failures()).as(clients.toString()).isEmpty();
        atOnce(() -> publish(release("bad", "crash=1")));
        run.awaitSaid(": undone, program 1 (pid " + run.program(1) + ") serves on");
        run.awaitSaid("is not tried again");
        String said = run.said();
        TimeUnit.MILLISECONDS.sleep(SEEN_MILLIS);
        assertThat(run.said()).isEqualTo(said);
        assertThat(ask()).isEqualTo("v1 " + run.program(1));
        assertThat(leftOver()).containsExactly(ReleaseServer.hash(present));
        assertThat(clients.failures()).hasSizeLessThanOrEqualTo(CLIENTS);
        System.out.println("Through all troubles of " + source().replaceFirst(",.*", "") + ": " + clients);
        byte[] next = release("v2");
        atOnce(() -> publish(next));
        run.awaitSaid("(" + ReleaseServer.hash(next).substring(0, 12) + ") is good");
        assertThat(ask()).startsWith("v2 ");
    }

    /** Lets things go wrong with one {@code run}, sees what it does, and puts them right. */
    final class Trouble {
        private final RunProcess run;
        private final Path folder;
        private int warned;

        Trouble(RunProcess run) {
            this(run, Path.of(control() + ".artifacts"));
        }

        Trouble(RunProcess run, Path folder) {
            this.run = run;
            this.folder = folder;
        }

        /** One line says {@code words}, and then it is quiet until all is well. */
        void strikes(String words, Strike strike) throws Exception {
            int before = looks();
            long began = System.nanoTime();
            atOnce(strike);
            run.await(WARNED, ++warned);
            String said = run.said();
            TimeUnit.MILLISECONDS.sleep(SEEN_MILLIS);
            double millis = (System.nanoTime() - began) / 1e6;
            assertThat(run.said()).as("quiet after one line").isEqualTo(said);
            assertThat(said.substring(said.lastIndexOf(WARNED))).contains(words);
            if (!words.startsWith("its SHA-256")) {
                // It looks again after 200 ms, 400, ...; one may have been on its way.
                double most = Math.log(millis / EVERY_MILLIS + 2) / Math.log(2) + 1;
                assertThat(looks() - before).as(words).isLessThanOrEqualTo((int) most);
            }
            assertThat(ask()).isEqualTo("v1 " + run.program(1));
            restore();
            run.await(WELL, warned);
            assertServesOn();
        }

        /** Nothing is said, for nothing is new. */
        void isNone(Strike strike) throws Exception {
            String said = run.said();
            atOnce(strike);
            TimeUnit.MILLISECONDS.sleep(SEEN_MILLIS);
            assertThat(run.said()).isEqualTo(said);
            assertServesOn();
            restore();
        }

        private void restore() throws Exception {
            atOnce(() -> {
                mend();
                publish(present);
            });
        }

        private void assertServesOn() throws IOException {
            assertThat(ask()).isEqualTo("v1 " + run.program(1));
            assertThat(leftOver(folder)).containsExactly(ReleaseServer.hash(present));
        }
    }
}

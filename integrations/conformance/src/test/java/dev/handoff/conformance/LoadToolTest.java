package dev.handoff.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadToolTest {
    @Test
    void believesWrkThatItLostNothing() {
        assertThat(LoadTool.WRK.read("  Latency  1ms\n  31415 requests in 9.01s, 3.00MB read\n"))
                .satisfies(verdict -> assertThat(verdict.isClean()).isTrue())
                .hasToString("0");
    }

    @Test
    void takesWrksErrorsForWhatTheyAre() {
        String said = """
              31415 requests in 9.01s, 3.00MB read
              Socket errors: connect 0, read 2, write 0, timeout 0
              Non-2xx or 3xx responses: 7
            """;
        assertThat(LoadTool.WRK.read(said))
                .satisfies(verdict -> assertThat(verdict.isClean()).isFalse())
                .hasToString("Socket errors: connect 0, read 2, write 0, timeout 0; Non-2xx or 3xx responses: 7");
    }

    @Test
    void takesAbsFailuresForWhatTheyAre() {
        assertThat(LoadTool.AB
                        .read("Complete requests:      27\nFailed requests:        0\n")
                        .isClean())
                .isTrue();
        assertThat(LoadTool.AB.read("Complete requests:      27\nFailed requests:        3\n"))
                .hasToString("Failed requests:        3");
        assertThat(LoadTool.AB.read("apr_socket_recv: Connection reset by peer (104)\n"))
                .hasToString("apr_socket_recv: Connection reset by peer (104)");
    }

    @Test
    void doesNotTakeSilenceForSuccess() {
        assertThat(LoadTool.AB.read("").isClean()).isFalse();
    }

    @Test
    void doesNotCountWhatH2loadDidNotSendAfterAGoaway() {
        assertThat(LoadTool.H2LOAD.read("""
                        Process Request Failure:4576
                        requests: 20000 total, 1696 started, 1696 done, 1696 succeeded, 18310 failed, 18304 errored, 0 timeout
                        status codes: 1696 2xx, 0 3xx, 0 4xx, 0 5xx
                        """))
                .satisfies(verdict -> assertThat(verdict.isClean()).isTrue())
                .hasToString("0");
    }

    @Test
    void takesAStreamThatH2loadLostForWhatItIs() {
        assertThat(LoadTool.H2LOAD.read("""
                        requests: 20000 total, 788 started, 785 done, 770 succeeded, 19230 failed, 19230 errored, 0 timeout
                        status codes: 771 2xx, 0 3xx, 0 4xx, 6 5xx
                        """))
                .satisfies(verdict -> assertThat(verdict.isClean()).isFalse())
                .hasToString("6 of 788 answered with an error; 4 of 788 cut off, 8 refused");
    }
}

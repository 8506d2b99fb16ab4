package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that is started with listening sockets, as a service manager would: sd_listen_fds(3). */
class PassedListenersIT extends ProcessFixture {
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    @BeforeEach
    void needsPython() {
        assumeTrue(Files.isExecutable(PYTHON), PYTHON + " is not installed");
    }

    private ServiceProcess passed(String name, int port, String environment, String release) throws Exception {
        URL manager = Objects.requireNonNull(PassedListenersIT.class.getResource("run/manager.py"));
        String script = Path.of(manager.toURI()).toString();
        return startBy(List.of(PYTHON.toString(), script, name + "=" + port, environment), release);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private void assertNobodyListensAt(int port) {
        assertThatThrownBy(() -> new Socket(address().getAddress(), port).close())
                .isInstanceOf(ConnectException.class);
    }

    // It could not have bound that address besides: who started it has left it the only socket there.
    @Test
    void servesTheListenerThatItWasPassedWhateverItIsCalled() throws Exception {
        try (ServiceProcess process = passed("web.socket", address().getPort(), "", "v1")) {
            process.await("READY");
            awaitAnswer("v1");
            ServiceProcess next = serving("v2");
            awaitAnswer("v2");
            awaitOwner(next);
        }
    }

    @Test
    void aPredecessorComesBeforeWhatWasPassed() throws Exception {
        serving("v1");
        int other = freePort();
        ServiceProcess next = passed("http", other, "", "v2");
        next.await("READY");
        awaitAnswer("v2");
        awaitOwner(next);
        assertNobodyListensAt(other);
    }

    @Test
    void whatIsPassedToAnotherProcessIsNotTaken() throws Exception {
        ServiceProcess process = passed("http", freePort(), "LISTEN_PID:1", "v1");
        process.await("READY");
        awaitAnswer("v1");
    }

    @Test
    void anEnvironmentThatMakesNoSenseOpensNothingAndThePredecessorServesOn() throws Exception {
        ServiceProcess first = serving("v1");
        ServiceProcess next = passed("http", freePort(), "LISTEN_FDNAMES:http:admin", "v2");
        assertThat(next.awaitEither("FAILED", "READY"))
                .isEqualTo("FAILED ListenFdsException: LISTEN_FDS=1, but LISTEN_FDNAMES has 2 names, [http, admin]:"
                        + " nothing is opened");
        assertThat(next.awaitExit()).isEqualTo(75);
        awaitAnswer("v1");
        awaitOwner(first);
    }

    @Test
    void oneThatIsNotOursIsClosed() throws Exception {
        int other = freePort();
        ServiceProcess process = passed("admin", other, "", "v1");
        process.await("READY");
        awaitAnswer("v1");
        assertNobodyListensAt(other);
    }
}

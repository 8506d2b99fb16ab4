package dev.handoff.jetty;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.handoff.Handoff;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.DefaultHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the demo's tests, which replace a Jetty under load, do not show. */
@Timeout(60)
class JettyHandoffTest {
    @TempDir
    private Path folder;

    private Handoff handoff;
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void open() throws Exception {
        handoff = Handoff.at(folder.resolve("private").resolve("c"))
                .listener("http", "127.0.0.1:0")
                .handleSignals(false)
                .open();
        server.addConnector(connector);
    }

    @AfterEach
    void close() {
        handoff.close();
    }

    @Test
    void servesByAnAcceptorThreadTooAndStopsTheServerAtTheEnd() throws Exception {
        connector.setName("http");
        server.setHandler(new DefaultHandler());
        JettyHandoff.serve(handoff, server);
        server.start();
        assertThat(answer((InetSocketAddress) handoff.sideDoor("http"))).startsWith("HTTP/1.1 404");
        handoff.ready();
        InetSocketAddress front = (InetSocketAddress) handoff.channel("http").getLocalAddress();
        assertThat(connector.getLocalPort()).isEqualTo(front.getPort());
        assertThat(answer(front)).startsWith("HTTP/1.1 404").doesNotContain("Connection: close");
        handoff.close();
        assertThat(server.isStopped()).isTrue();
    }

    @Test
    void refusesAConnectorThatNamesNoListener() throws Exception {
        server.setHandler(new DefaultHandler());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JettyHandoff.serve(handoff, server))
                .withMessageContaining("not named after a listener");
        connector.setName("https");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JettyHandoff.serve(handoff, server))
                .withMessageContaining("no listener \"https\"");
    }

    @Test
    void refusesAServerWhoseHandlerIsYetToCome() {
        connector.setName("http");
        assertThatIllegalStateException().isThrownBy(() -> JettyHandoff.serve(handoff, server));
    }

    /** An application without HTTP/2 does without its jars. */
    @Test
    void onlyOneClassKnowsHttp2() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.Http2Farewell.*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.eclipse.jetty.http2..")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.handoff.jetty"));
    }

    private static String answer(InetSocketAddress at) throws IOException {
        try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(20_000);
            byte[] head = new byte[512];
            int count = socket.getInputStream().read(head);
            return new String(head, 0, Math.max(0, count), StandardCharsets.US_ASCII);
        }
    }
}

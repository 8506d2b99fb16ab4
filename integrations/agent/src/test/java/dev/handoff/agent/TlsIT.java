package dev.handoff.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kept connections under the JDK's TLS. */
@Timeout(400)
class TlsIT {
    private static final String PASSWORD = "for-a-test";
    private static final int HANDOFFS = 2;

    @TempDir
    private Path folder;

    private Path keys() throws Exception {
        Path keys = folder.resolve("keys");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        ClientCommand made = ClientCommand.run(List.of(
                keytool,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "a",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                keys.toString()));
        assertThat(made.status()).as(made.output()).isZero();
        return keys;
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Dsockets=false", "-Dsockets=true"})
    void losesNoRequestOnAKeptConnection(String flag) throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (Generations generations =
                new Generations(folder, "TlsServer", flag, "-Dkeys=" + keys(), "-Dpassword=" + PASSWORD)) {
            AgentProcess owner = generations.first(port);
            owner.port(0, Generations.LIMIT);
            TlsClients clients = new TlsClients(Integer.parseInt(port), 8);
            try (clients) {
                for (int handoff = 0; handoff < HANDOFFS; handoff++) {
                    owner = generations.replace(owner, port);
                }
            }
            System.out.println("TlsServer " + flag + ": " + clients.answered() + " answered, " + clients.failures());
            assertThat(clients.failures()).as(owner.toString()).isEmpty();
            assertThat(clients.answers()).hasSize(HANDOFFS + 1);
        }
    }
}

package dev.handoff.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.demo.load.Load;
import dev.handoff.demo.load.Report;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real servers that know nothing of us, replaced under load on fresh and on kept connections; {@link RecordedWarmUpIT} warms them up. */
@Timeout(400)
class HandoverIT {
    private static final int HANDOFFS = 3;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "JdkHttp, -Dx=y",
        "PlainSocket, -Dx=y",
        "TomcatServer, -Dx=y",
        "JettyServer, -Dx=y",
        "UndertowServer, -Dx=y",
        "NettyServer, -Depoll=false",
        "NettyServer, -Dparts=true",
        "NettyServer, -Depoll=true"
    })
    void losesNoRequestOfAServerThatKnowsNothingOfIt(String server, String flag) throws Exception {
        String port = Integer.toString(Generations.freePort());
        try (Generations generations = new Generations(folder, server, flag, "-Dhandoff.warmup=off")) {
            AgentProcess owner = generations.first(port);
            try (Load load = Generations.load(owner.port(0, Generations.LIMIT), 60)) {
                for (int handoff = 0; handoff < HANDOFFS; handoff++) {
                    owner = generations.replace(owner, port);
                }
                Report report = load.stop();
                System.out.println(server + " " + flag + ": " + report);
                generations.assertNothingFailed(report);
                assertThat(report.answers()).hasSize(HANDOFFS + 1);
            }
        }
    }
}

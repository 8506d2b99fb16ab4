package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testing.ProcessFacts;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** {@code handoff-client retrieve -- COMMAND}: a program that gets its listener from a store whenever it is started. */
class RetrieveIT extends RunFixture {
    private void keep() throws IOException {
        String listener = "http=127.0.0.1:" + address().getPort();
        started(RunProcess.start(
                temp,
                List.of(),
                List.of("hold", "--store", "--control", control().toString(), "--listen", listener)));
        Awaitility.await()
                .atMost(RunProcess.PATIENCE)
                .ignoreExceptions()
                .until(() -> status().getPhase().equals("OWNER"));
    }

    private RunProcess retrieve(List<String> options, List<String> command) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("retrieve", "--control", control().toString()));
        words.addAll(options);
        words.add("--");
        words.addAll(command);
        return started(RunProcess.startClient(temp, List.of(), words));
    }

    @Test
    void theProgramsNextStartAnswersWhoWaitedWhileItWasDown() throws Exception {
        keep();
        RunProcess first = retrieve(List.of("--listener", "http"), python("v1"));
        assertThat(ask()).isEqualTo("v1 " + first.pid());
        assertThat(ProcessFacts.of(first.pid()).descriptors()).containsKeys(0, 1, 2, 3);
        first.signal("KILL");
        first.awaitExit();
        try (Socket waiting = new Socket(address().getAddress(), address().getPort())) {
            waiting.setSoTimeout((int) RunProcess.PATIENCE.toMillis());
            waiting.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            RunProcess second = retrieve(List.of("--listener", "http"), python("v2"));
            assertThat(new String(waiting.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("v2 " + second.pid());
        }
    }

    @Test
    void whatCanNotBeIsSaidInOneSentence() throws Exception {
        keep();
        assertFails(retrieve(List.of("--listener", "http"), List.of("/nowhere")), "/nowhere: there is no such file");
        assertFails(retrieve(List.of("--listener", "admin"), List.of("true")), "retrieving: ");
    }

    private static void assertFails(RunProcess process, String sentence) throws InterruptedException {
        assertThat(process.awaitExit()).as(process.said()).isEqualTo(64);
        assertThat(process.said().lines()).singleElement().asString().contains(sentence);
    }
}

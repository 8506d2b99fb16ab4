package dev.handoff.demo.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {

    @Test
    void setsAnOptionInPlaceOfWhateverThereWas() {
        CommandLine line =
                new CommandLine(List.of("java", "--port", "0", "--release=v1", "--releases-from-page", "--port=1"));
        assertThat(line.with("--port", "80").with("--release", "v2").words())
                .containsExactly("java", "--releases-from-page", "--port", "80", "--release", "v2");
        assertThat(line.without("--crash-after")).isEqualTo(line);
    }

    @Test
    void tellsWhatThisProcessWasStartedWith() throws Exception {
        List<String> words = CommandLine.ofThisProcess().words();
        assertThat(words.get(0)).isEqualTo(System.getProperty("java.home") + "/bin/java");
        assertThat(words).as("an option of the test JVM").contains("-XX:TieredStopAtLevel=1");
    }
}

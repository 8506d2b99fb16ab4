package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    @Test
    void isWhatThisProcessWasStartedWith() throws IOException {
        Environment own = Environment.ofThisProcess();
        System.getenv().forEach((name, value) -> assertThat(own.value(name)).contains(value));
    }

    @Test
    void replacesAndRemoves() {
        Environment one = Environment.empty().with("A", "1").with("B", "2");
        assertThat(one.with("A", "3").value("A")).contains("3");
        assertThat(one.without("A").value("A")).isEmpty();
        assertThat(one.value("A")).contains("1");
    }

    @Test
    void refusesWhatWouldBeAnotherVariable() {
        assertThatThrownBy(() -> Environment.empty().with("A=B", "c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Environment.empty().with("A", "b\0c")).isInstanceOf(IllegalArgumentException.class);
    }
}

package dev.handoff.agent.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void anArgumentWinsOverAPropertyAndThatOverTheEnvironment() {
        Properties properties = new Properties();
        properties.put("handoff.release", "property");
        properties.put("handoff.control", "/property");
        Options options = Options.of(
                "control=/argument",
                properties,
                Map.of("HANDOFF_RELEASE", "environment", "HANDOFF_READY_WITHIN", "7s", "HANDOFF_CONTROL", "/e"));
        assertThat(options.control()).isEqualTo(Path.of("/argument"));
        assertThat(options.release()).isEqualTo("property");
        assertThat(options.terms().readyWithin()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void namesListenersAndWarmUpPaths() {
        Options options = Options.of(
                "control=/c,listener=http@:8080,listener=admin@127.0.0.1:0,warmup=/a;/b,warmupCount=9",
                new Properties(),
                Map.of());
        assertThat(options.places()).extracting(Place::name).containsExactly("http", "admin");
        assertThat(options.warmUp().paths()).containsExactly("/a", "/b");
        assertThat(options.warmUp().count()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "control",
                "contrl=/c",
                "control=/c,grace=10",
                "control=/c,listener=8080",
                "control=/c,listener=http@unix:a.sock",
                "control=/c,listener=a:b@:80",
                "control=/c,listener=http@:eighty",
                "control=/c,warmup=index.html",
                "control=/c,warmupCount=0",
                "control=/c,ready=yes",
                "control=/c,takeFrom=init",
                "control=/c,endTaken=TERM",
                "control=/c,takeFrom=1,endTaken=SOON",
                "release=1"
            })
    void refusesWhatItCantBe(String arguments) {
        assertThatThrownBy(() -> Options.of(arguments, new Properties(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("handoff: ");
    }
}

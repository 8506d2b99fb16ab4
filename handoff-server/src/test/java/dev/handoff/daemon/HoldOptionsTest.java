package dev.handoff.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HoldOptionsTest {
    private static HoldOptions parse(String words) {
        return HoldOptions.parse(("--control /run/x --listen http=:0 " + words).split(" ", -1));
    }

    @Test
    void readsFromWhomItTakesAndWhomItLetsNear() {
        assertThat(parse("--release v1").admission()).isEqualTo(new RunAdmission(false, false, false, List.of()));
        assertThat(parse("--standby --allow-foreign-netns --allow-user 7 --allow-user 65534")
                        .admission())
                .isEqualTo(new RunAdmission(false, true, true, List.of(7, 65_534)));
        assertThat(parse("--allow-rollback").admission().allowRollback()).isTrue();
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> parse("--standby --allow-rollback"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exclude each other");
        assertThatThrownBy(() -> parse("--allow-user root"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--allow-user root: a uid");
    }
}

package dev.handoff.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TemplateTest {
    private static final List<Slot> SLOTS = List.of(
            new Slot("http", 3, OptionalInt.of(8080)),
            new Slot("a b$1", 4, OptionalInt.of(81)),
            new Slot("local", 5, OptionalInt.empty()));

    @Test
    void putsNumbersInTheirPlacesAndLeavesTheRest() {
        assertThat(Template.expand("fd@{fd:http};{fd:a b$1}:{port:a b$1} \\$1 {fd} {\"fd:http\"} {x:http}", SLOTS))
                .isEqualTo("fd@3;4:81 \\$1 {fd} {\"fd:http\"} {x:http}");
    }

    @Test
    void refusesAListenerThatIsNotThereAndThePortOfOneThatHasNone() {
        assertThatThrownBy(() -> Template.expand("{fd:https}", SLOTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("{fd:https}: there is no listener of that name");
        assertThatThrownBy(() -> Template.expand("{port:local}", SLOTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("{port:local}: that listener has no port");
    }
}

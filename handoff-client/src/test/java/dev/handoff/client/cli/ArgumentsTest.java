package dev.handoff.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ArgumentsTest {
    private static Arguments parse(String line) throws UsageException {
        return Arguments.parse(line.split(" ", -1));
    }

    @Test
    void readsARequest() throws UsageException {
        Arguments arguments =
                parse("request --control /run/x --listener http --json --listener=admin --wait 30s --verbose");
        assertThat(arguments.command()).isEqualTo(Command.REQUEST);
        assertThat(arguments.control()).isEqualTo(Path.of("/run/x"));
        assertThat(arguments.listeners()).containsExactly("http", "admin");
        assertThat(arguments.patience()).isEqualTo(Duration.ofSeconds(30));
        assertThat(arguments.wantsJson()).isTrue();
    }

    @Test
    void asksForAllAndWaitsALittleUnlessTold() throws UsageException {
        Arguments arguments = parse("request --control x");
        assertThat(arguments.listeners()).isEmpty();
        assertThat(arguments.patience()).isEqualTo(Duration.ofSeconds(5));
        assertThat(arguments.wantsJson()).isFalse();
    }

    @Test
    void helpNeedsNothingElse() throws UsageException {
        assertThat(parse("request --help").wantsHelp()).isTrue();
        assertThat(parse("status --help --json").wantsHelp()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    demand | there is no command 'demand'
                    request | request needs --control PATH
                    request --control | requires an argument
                    request --control= | an empty path
                    request --control a --control b | --control was given 2 times
                    request --control a b | takes no argument such as 'b'
                    request --control a -- b | takes no argument such as 'b'
                    request --control a --jso | not a recognized option
                    request --control a --json=no | --json takes no value
                    request --control a --wait 5 | '5' is no duration
                    request --control a --listener a:b | a listener's name is 1 to 255
                    status --control a --listener http | listener is not a recognized option
                    status --control a --wait 5s | wait is not a recognized option
                    """)
    void refusesInOneSentence(String line, String sentence) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(UsageException.class).hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @EnumSource(Command.class)
    void helpNamesEveryOption(Command command) {
        String help = Help.of(command);
        for (Option option : command.options()) {
            assertThat(help).contains("  " + option.written() + "\n");
        }
        assertThat(help.lines())
                .as("fits a terminal, the usage apart")
                .allMatch(line -> line.length() <= 80 || line.startsWith("usage:"));
        assertThat(Help.ofProgram()).contains("  " + command.word() + "\n");
    }
}

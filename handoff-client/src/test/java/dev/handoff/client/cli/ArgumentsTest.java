package dev.handoff.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.handoff.client.manual.Help;
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
                    status --control a -- b | takes no argument such as 'b'
                    request --control a --listen x=:0 -- | after -- a command is missing
                    request --control a -- b | with -- COMMAND, --listen NAME=ADDRESS is needed
                    request --listen x=:0 -- b | request needs --control PATH
                    request --control a --listen x -- b | --listen x: NAME=ADDRESS, each name once
                    request --control a --listen x=:0 --listen x=:1 -- b | --listen x=:1: NAME=ADDRESS, each name once
                    request --control a --listen x:y=:0 -- b | a listener's name is 1 to 255
                    request --control a --listen x=:0 -- b {fd:y} | {fd:y}: there is no listener of that name, only [x]
                    request --control a --listen x=:0 --env A={port:y} -- b | {port:y}: there is no listener
                    request --control a --listen x=unix:/s -- b {port:x} | {port:x}: that listener has no port
                    request --control a --listen x=:0 --json -- b | --json is of no use with -- COMMAND
                    request --control a --listener x --listen x=:0 -- b | --listener is of no use with -- COMMAND
                    request --control a --listen x=:0 | --listen is of no use without -- COMMAND
                    request --control a --ready-notify | --ready-notify is of no use without -- COMMAND
                    request --control a --standby | --standby is of no use without -- COMMAND
                    retrieve --control a -- b | with -- COMMAND, --listener NAME is needed
                    retrieve --control a --listener x -- b {fd:y} | {fd:y}: there is no listener of that name
                    retrieve --control a --listener x --json -- b | --json is of no use with -- COMMAND
                    retrieve --control a --env A=b | --env is of no use without -- COMMAND
                    list --control a -- b | takes no argument such as 'b'
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

    @Test
    void readsAProgramAndWhatItIsToHave() throws UsageException {
        Arguments arguments = parse(
                "request --control /run/x --listen b=:1 --listen=a=unix:/s --env K=V={fd:a}"
                        + " --ready-after 2s --standby --allow-user 7 --allow-foreign-netns --allow-user=8 -- cmd --json {port:b} -- --control");
        ProgramArguments program = arguments.program().orElseThrow();
        assertThat(program.words()).containsExactly("cmd", "--json", "{port:b}", "--", "--control");
        assertThat(program.listeners()).containsExactly(entry("b", ":1"), entry("a", "unix:/s"));
        assertThat(program.environment()).containsExactly(entry("K", "V={fd:a}"));
        assertThat(arguments.wantsJson()).isFalse();
        assertThat(program.forAttendant())
                .as("all but the environment and the arguments, which are no business of whoever lists processes")
                .containsExactly(
                        "--control",
                        "/run/x",
                        "--wait",
                        "60000ms",
                        "--listen",
                        "b=:1",
                        "--listen",
                        "a=unix:/s",
                        "--standby",
                        "--allow-foreign-netns",
                        "--allow-user",
                        "7",
                        "--allow-user",
                        "8",
                        "--ready-after",
                        "2s",
                        "--",
                        "cmd");
    }

    @Test
    void readsAProgramThatAStoreKeepsListenersFor() throws UsageException {
        Arguments arguments =
                parse("retrieve --control /run/x --listener b --listener a --env K={port:a} -- cmd {fd:b}");
        ProgramArguments program = arguments.program().orElseThrow();
        assertThat(program.words()).containsExactly("cmd", "{fd:b}");
        assertThat(program.listeners().keySet()).containsExactly("b", "a");
        assertThat(parse("retrieve --control /run/x --json").program()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Command.class)
    void helpNamesEveryOption(Command command) {
        String help = Help.of(ClientManual.manual(), ClientManual.manual().verb(command.word()));
        for (Option option : command.options()) {
            assertThat(help).contains("  " + option.written() + "\n");
        }
        assertThat(help.lines()).as("fits a terminal").allMatch(line -> line.length() <= 80);
        assertThat(Help.of(ClientManual.manual())).contains("  " + command.word() + "\n");
    }
}

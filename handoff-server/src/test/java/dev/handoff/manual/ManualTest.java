package dev.handoff.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.client.cli.ClientManual;
import dev.handoff.client.cli.ExitStatus;
import dev.handoff.client.manual.Manual;
import dev.handoff.client.manual.Verb;
import dev.handoff.daemon.ServerManual;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pages and completion are what the commands say of themselves. {@code -Dhandoff.manual=write} makes them anew:
 *
 * <pre>mvn -q -pl handoff-server -am test -Dtest=ManualTest -Dsurefire.failIfNoSpecifiedTests=false -Dhandoff.manual=write</pre>
 */
class ManualTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String MAN = "docs/man/";
    private static final String COMPLETION = "packaging/completion/";
    private static final String ANEW = "mvn -q -pl handoff-server -am test -Dtest=ManualTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dhandoff.manual=write makes it anew";
    private static final List<Manual> MANUALS = List.of(ClientManual.manual(), ServerManual.manual());

    private static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        for (Manual manual : MANUALS) {
            String program = manual.program();
            files.put(MAN + program + "." + manual.section(), ManPage.of(manual));
            for (Verb verb : manual.verbs()) {
                files.put(MAN + ManPage.name(manual, verb) + "." + manual.section(), ManPage.of(manual, verb));
            }
            files.put(COMPLETION + "bash/" + program, Completion.ofBash(manual));
            files.put(COMPLETION + "zsh/_" + program, Completion.ofZsh(manual));
            files.put(COMPLETION + "fish/" + program + ".fish", Completion.ofFish(manual));
        }
        return files;
    }

    @BeforeAll
    static void writeIfTold() throws IOException {
        if (System.getProperty("handoff.manual", "").equals("write")) {
            for (Map.Entry<String, String> each : files().entrySet()) {
                Path file = ROOT.resolve(each.getKey());
                Files.createDirectories(file.resolveSibling("."));
                Files.writeString(file, each.getValue());
            }
        }
    }

    @Test
    void theFilesAreWhatTheCommandsSay() throws Exception {
        Map<String, String> files = files();
        for (Map.Entry<String, String> each : files.entrySet()) {
            Path file = ROOT.resolve(each.getKey());
            assertThat(file).as("%s: %s", file, ANEW).exists();
            assertThat(Files.readString(file)).as("%s: %s", file, ANEW).isEqualTo(each.getValue());
        }
        for (String folder : List.of(MAN, COMPLETION)) {
            try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
                assertThat(all.filter(Files::isRegularFile)
                                .map(file -> ROOT.relativize(file).toString()))
                        .as("none of a command that is gone")
                        .allMatch(files::containsKey);
            }
        }
    }

    @Test
    void everyPageListsEveryExitStatusAndOption() {
        for (Manual manual : MANUALS) {
            for (Verb verb : manual.verbs()) {
                String page = ManPage.of(manual, verb);
                for (ExitStatus status : ExitStatus.values()) {
                    assertThat(page).contains(".It Li " + status.code() + "\n");
                }
                verb.options()
                        .forEach(option -> assertThat(page)
                                .contains(".It Fl \\-" + option.word().replace("-", "\\-")));
            }
        }
    }

    @Test
    void mandocHasNothingAgainstThem() throws Exception {
        assumeInstalled("mandoc", "mandoc");
        for (String page : pages()) {
            assertThat(said("mandoc", "-T", "lint", "-W", "style", page).lines())
                    .as("but for pages that are not installed here")
                    .filteredOn(line -> line.contains(page + ":") && !line.contains("referenced manual not found"))
                    .isEmpty();
        }
    }

    @Test
    void manHasNothingAgainstThem() throws Exception {
        assumeInstalled("man", "man-db");
        assumeInstalled("groff", "groff");
        for (String page : pages()) {
            assertThat(said(
                            "sh",
                            "-c",
                            "MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 \"$1\" 2>&1 >/dev/null",
                            "sh",
                            page))
                    .isEmpty();
        }
    }

    @Test
    void aPagePrintsWhatIsTyped() throws Exception {
        assumeInstalled("mandoc", "mandoc");
        String text = said("mandoc", "-T", "utf8", "-O", "width=78", ROOT + "/docs/man/handoff-server-run.8")
                .replaceAll(".\b", "")
                .replaceAll("[\\s\u00a0]+", " ");
        assertThat(text)
                .contains("--control PATH", "[--env NAME=VALUE ...]", "-- COMMAND [ARGUMENT ...]")
                .contains("a second 'run' takes over", "'handoff-client rollback'", "SOURCE.sha256.sig");
        for (String page : pages()) {
            assertThat(said("mandoc", "-T", "utf8", page).replaceAll(".\b", ""))
                    .doesNotContain("\\", "\u2010-", "\u2019");
        }
    }

    @Test
    void aLineThatBeginsLikeARequestIsText() {
        assertThat(Roff.text(".artifacts is a folder")).isEqualTo("\\&.artifacts is a folder");
        assertThat(Roff.text("'run' takes over")).isEqualTo("\\(aqrun\\(aq takes over");
        assertThat(Roff.text("C:\\x and --a-b, well-known")).isEqualTo("C:\\ex and \\-\\-a\\-b, well-known");
    }

    private static List<String> pages() {
        return files().keySet().stream()
                .filter(name -> name.startsWith(MAN))
                .map(name -> ROOT.resolve(name).toString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            client | handoff-client sta              | status
            client | handoff-client --v              | --version
            client | handoff-client status --f       | --format
            client | handoff-client status --format  p | prometheus
            client | handoff-client status --format = j | json
            client | handoff-client status --control /etc/hostn | /etc/hostname
            client | handoff-client status --control = /etc/hostn | /etc/hostname
            client | handoff-client request --wait 5 | -
            client | handoff-client ready --q        | -
            client | handoff-client request --qui    | --quiet
            client | handoff-client nonsense --      | -
            client | handoff-client request -- basenam | basename
            server | handoff-server r                | run
            server | handoff-server run --restart o  | on-failure
            server | handoff-server run --forward W  | WINCH
            server | handoff-server hold --end K     | KILL
            server | handoff-server hold --group roo | root
            """)
    void bashCompletes(String program, String line, String expected) throws Exception {
        assumeInstalled("bash", "bash");
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                "source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1));"
                        + " _${1//-/_}; printf '%s\\n' \"${COMPREPLY[@]}\"",
                "bash",
                ROOT + "/" + COMPLETION + "bash/handoff-" + program));
        command.addAll(Arrays.asList(line.trim().split("\\s+", -1)));
        assertThat(said(command.toArray(String[]::new)).trim()).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void zshReadsIt() throws Exception {
        assumeInstalled("zsh", "zsh");
        for (Manual manual : MANUALS) {
            assertThat(said("zsh", "-n", ROOT + "/" + COMPLETION + "zsh/_" + manual.program()))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            client | handoff-client sta              | status
            client | handoff-client status --format p | prometheus
            server | handoff-server run --restart on | on-failure
            """)
    void fishCompletes(String program, String line, String expected) throws Exception {
        assumeInstalled("fish", "fish");
        String file = ROOT + "/" + COMPLETION + "fish/handoff-" + program + ".fish";
        assertThat(said("fish", "--no-config", "-c", "source '" + file + "'; complete -C '" + line.trim() + "'"))
                .startsWith(expected);
    }

    private static void assumeInstalled(String tool, String debian) {
        boolean isThere = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> new File(folder, tool).canExecute());
        assumeTrue(isThere, tool + " is not on the PATH: Debian's package " + debian + " has it");
    }

    /** All that it says, on both outputs. */
    private static String said(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(List.of(command) + " still ran");
        }
        return said;
    }
}

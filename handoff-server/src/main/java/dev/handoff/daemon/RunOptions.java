package dev.handoff.daemon;

import dev.handoff.artifact.WatchTerms;
import dev.handoff.client.cli.DurationText;
import dev.handoff.client.cli.UsageException;
import dev.handoff.fd.SignalText;
import dev.handoff.program.ReadyRule;
import dev.handoff.program.Slot;
import dev.handoff.program.Template;
import dev.handoff.resident.Conduct;
import dev.handoff.resident.Restart;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import joptsimple.OptionException;
import joptsimple.OptionParser;
import joptsimple.OptionSet;

/**
 * What {@code handoff-server run} was told.
 *
 * @param listeners addresses by name, in the order given
 * @param patience for our turn, or for a predecessor that is changing
 */
record RunOptions(
        Path control,
        Map<String, String> listeners,
        String release,
        RunAdmission admission,
        Duration patience,
        Conduct conduct,
        ProgramTerms program,
        RunRole role) {
    static final String HELP = """
            Usage: handoff-server run --control PATH --listen NAME=ADDRESS... [OPTION]... [--] COMMAND [ARGUMENT]...

            Stays, holds the listeners, and runs COMMAND with them: as descriptors 3 and on, in the order of --listen, with
            LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES as sd_listen_fds(3) has them. {fd:NAME} and {port:NAME} in an argument,
            in --env, --ready-tcp or --ready-http are replaced by a listener's descriptor and port. The listeners are bound, or taken over from the
            process that answers at the control path, which serves until COMMAND is ready, and takes them back if COMMAND
            fails its probation. It answers at the control path itself: a second 'run' takes over from it.

            SIGHUP and SIGUSR2 start COMMAND anew beside the one that serves: once it is ready it is on probation, and then
            the old one drains. SIGTERM and SIGINT drain and end, at once if sent again; SIGQUIT kills the program and ends.

            With --watch, COMMAND is started anew when SOURCE has another release: a path, https://HOST/PATH,
            or github:OWNER/REPO[#PATTERN]. It is fetched into a private folder, its SHA-256 is compared with
            what sha256= or the file SOURCE.sha256 says, and {artifact} in an argument or in --env is its path. One that
            fails is undone, and not tried again; 'handoff-client rollback' goes back to the one before.

              --control PATH         the control socket, in a folder that only this user can write to
              --listen NAME=ADDRESS  127.0.0.1:8080, 0.0.0.0:8080 (IPv4 only), [::]:8080 (both), unix:PATH;
                                     may be given several times
              --env NAME=VALUE       set for COMMAND; may be given several times
              --watch SOURCE[,NAME=VALUE]...
                                     every=30s; sha256=DIGITS, or signature=FILE with an Ed25519 public key, by which
                                     SOURCE.sha256 is signed in SOURCE.sha256.sig; folder=DIR for the artifacts;
                                     within=15m, most=BYTES of a download; ca=FILE with certificates to trust;
                                     token=FILE, api=URL of github
              --release LABEL        how this process calls itself
              --allow-rollback       ask even as a release that was replaced
              --standby              as such a release, wait until the owner is gone: for supervisors that start again
                                     whatever ends
              --allow-foreign-netns  take listeners of another network namespace, which are deaf once that one is gone
              --allow-user UID       let processes of this user ask as well; may be given several times
              --wait TIME            stand in line for so long; 60s unless given

            When it is ready, one of:
              --ready-notify         COMMAND writes READY=1 to NOTIFY_SOCKET, sd_notify(3)
              --ready-tcp HOST:PORT  COMMAND itself accepts a connection there
              --ready-http URL       COMMAND itself answers there with 2xx
              --ready-after TIME     it has lived for so long; this is the default, with 1s
              --ready-within TIME    or else it has failed; 60s unless given

              --probation TIME       what comes next can be undone for so long; 10s unless given
              --drain-signal SIGNAL  tells COMMAND to finish and end: TERM unless given
              --drain-within TIME    then its process group is killed; 30s unless given
              --restart WHEN         if COMMAND ends by itself: never (the default: this process ends with its status),
                                     on-failure, or always. Connections wait meanwhile; the pauses grow to 10s
              --forward SIGNAL       pass it on: USR1, WINCH, TTIN, TTOU, CONT; may be given several times
              --init                 stay until no process is left, as is done as PID 1 without being told
              --quiet                say only what goes wrong
              --verbose              log each step; show where a failure comes from

            Exit status: that of COMMAND when it ended by itself; 0 when it was handed over, or ended by the drain signal as it
            was told; 131 after SIGQUIT. As in sysexits.h: 64 usage, or there is no such COMMAND; 70 internal; 75 busy, timed out, an address in use, or
            taken back by the predecessor; 76 protocol; 77 not permitted.
            """;
    private static final Set<Integer> FORWARDED = Set.of(10, 18, 21, 22, 28);

    List<Integer> forwarded() {
        return role.forwarded();
    }

    boolean isInit() {
        return role.isInit();
    }

    /**
     * Reads the words after {@code run}.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static RunOptions parse(String... words) {
        int end = Arrays.asList(words).indexOf("--");
        int before = end < 0 ? words.length : end;
        OptionParser parser = grammar();
        try {
            OptionSet options = parser.parse(Arrays.copyOf(words, before));
            if (!options.nonOptionArguments().isEmpty()) {
                throw new IllegalArgumentException("run takes no argument such as '"
                        + options.nonOptionArguments().get(0) + "'; what is to be run comes after --");
            }
            List<String> command = Arrays.asList(words).subList(Math.min(words.length, before + 1), words.length);
            return of(options, command);
        } catch (OptionException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static OptionParser grammar() {
        OptionParser parser = new OptionParser(false);
        for (String flag : List.of(
                "allow-rollback",
                "standby",
                "allow-foreign-netns",
                "ready-notify",
                "init",
                "quiet",
                "verbose",
                "help")) {
            parser.accepts(flag);
        }
        for (String option : List.of(
                "control",
                "listen",
                "env",
                "release",
                "wait",
                "ready-tcp",
                "ready-http",
                "ready-after",
                "ready-within",
                "probation",
                "drain-signal",
                "drain-within",
                "restart",
                "forward",
                "watch",
                "allow-user")) {
            parser.accepts(option).withRequiredArg();
        }
        return parser;
    }

    private static RunOptions of(OptionSet options, List<String> command) {
        if (!options.has("control") || !options.has("listen") || command.isEmpty()) {
            throw new IllegalArgumentException("run needs --control PATH, --listen NAME=ADDRESS and -- COMMAND");
        }
        Map<String, String> listeners = pairs(options, "listen");
        Map<String, String> environment = pairs(options, "env");
        command.forEach(word -> Template.check(word, listeners.keySet(), withPort(listeners)));
        environment.values().forEach(word -> Template.check(word, listeners.keySet(), withPort(listeners)));
        ProgramTerms program = new ProgramTerms(
                command,
                environment,
                readiness(options, listeners),
                time(options, "ready-within", "60s"),
                watch(options));
        if (program.watch().isPresent() != program.namesArtifact()) {
            throw new IllegalArgumentException(
                    "--watch SOURCE and {artifact} in the command or in --env belong together");
        }
        return new RunOptions(
                Path.of(text(options, "control", "")),
                listeners,
                text(options, "release", ""),
                RunAdmission.of(options),
                time(options, "wait", "60s"),
                conduct(options),
                program,
                new RunRole(
                        forwarded(options),
                        options.has("init") || ProcessHandle.current().pid() == 1,
                        options.has("quiet")));
    }

    private static Optional<WatchTerms> watch(OptionSet options) {
        if (!options.has("watch")) {
            return Optional.empty();
        }
        try {
            return Optional.of(WatchTerms.parse(text(options, "watch", ""), RunOptions::time));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--watch: " + e.getMessage(), e);
        }
    }

    private static List<String> withPort(Map<String, String> listeners) {
        return listeners.entrySet().stream()
                .filter(each -> !each.getValue().startsWith("unix:"))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Map<String, String> pairs(OptionSet options, String option) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (Object each : options.valuesOf(option)) {
            String[] parts = each.toString().split("=", 2);
            if (parts.length != 2 || parts[0].isEmpty() || pairs.put(parts[0], parts[1]) != null) {
                throw new IllegalArgumentException("--" + option + " " + each + ": NAME=..., each name once");
            }
        }
        return pairs;
    }

    private static ReadyRule readiness(OptionSet options, Map<String, String> listeners) {
        List<String> given = new ArrayList<>(List.of("ready-notify", "ready-tcp", "ready-http", "ready-after"));
        given.removeIf(option -> !options.has(option));
        if (given.size() > 1) {
            throw new IllegalArgumentException("--" + given.get(0) + " and --" + given.get(1) + " exclude each other");
        }
        ReadyRule.How how = given.isEmpty()
                ? ReadyRule.How.AFTER
                : ReadyRule.How.valueOf(
                        given.get(0).substring("ready-".length()).toUpperCase(Locale.ROOT));
        String where = text(options, "ready-tcp", text(options, "ready-http", ""));
        ReadyRule rule = new ReadyRule(how, where, time(options, "ready-after", "1s"));
        // Whatever the ports will be, it has to be a place.
        rule.with(withPort(listeners).stream()
                .map(name -> new Slot(name, Slot.FIRST, OptionalInt.of(1)))
                .toList());
        return rule;
    }

    private static Conduct conduct(OptionSet options) {
        return new Conduct(
                time(options, "probation", "10s"),
                SignalText.parse("--drain-signal ", text(options, "drain-signal", "TERM")),
                time(options, "drain-within", "30s"),
                restart(text(options, "restart", "never")));
    }

    private static Restart restart(String word) {
        for (Restart each : Restart.values()) {
            if (each.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("--restart " + word + ": never, on-failure or always");
    }

    private static List<Integer> forwarded(OptionSet options) {
        List<Integer> numbers = new ArrayList<>();
        for (Object each : options.valuesOf("forward")) {
            int number = SignalText.parse("--forward ", each.toString());
            if (!FORWARDED.contains(number)) {
                throw new IllegalArgumentException("--forward " + each + ": only USR1, WINCH, TTIN, TTOU and CONT");
            }
            numbers.add(number);
        }
        return numbers;
    }

    private static Duration time(OptionSet options, String option, String otherwise) {
        try {
            return time(text(options, option, otherwise));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--" + option + ": " + e.getMessage(), e);
        }
    }

    private static Duration time(String text) {
        try {
            return DurationText.parse(text);
        } catch (UsageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static String text(OptionSet options, String option, String otherwise) {
        List<?> values = options.valuesOf(option);
        if (values.size() > 1) {
            throw new IllegalArgumentException("--" + option + " was given " + values.size() + " times");
        }
        return values.isEmpty() ? otherwise : values.get(0).toString();
    }
}

package dev.handoff.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import joptsimple.OptionException;
import joptsimple.OptionParser;
import joptsimple.OptionSet;
import joptsimple.OptionSpec;
import joptsimple.ValueConversionException;
import joptsimple.ValueConverter;

/**
 * What the demo is told on its command line.
 *
 * @param address where to listen, as the library reads it: {@code 127.0.0.1:8080}, {@code [::]:8080}
 * @param warmUp how many requests it sends to itself before it is ready
 * @param releasesFromPage whether the page at /live may start the next release
 */
record DemoOptions(
        String address,
        Path control,
        String release,
        Duration drainDeadline,
        Duration probation,
        int warmUp,
        Duration heartbeat,
        Duration silence,
        Duration requestWait,
        Duration readyWithin,
        Optional<Path> store,
        boolean releasesFromPage,
        Faults faults) {

    static final String USAGE = """
            Usage: java -jar demo-http.jar --control PATH [OPTION]...
            A small HTTP service. Started again with the same --control, it takes over without losing a request.

              --control PATH         the control socket, in a directory that only this user can enter
              --port N               where to listen (8080)
              --bind ADDRESS         the local address: 127.0.0.1, 0.0.0.0, [::] (127.0.0.1)
              --release LABEL        what this version of the software is called (v1)
              --drain-deadline TIME  how long a replaced process may finish what it accepted (30s)
              --probation TIME       how long the predecessor stands by after a takeover (5s)
              --warm-up N            requests to itself before it is ready (500)
              --store PATH           a store that keeps the listener, should this process die (none)
              --ready-delay TIME     waits for so long before it is ready (0s)
              --releases-from-page   the page at /live may start the next release, by this same command
              --help

            TIME is a number and ms, s or m. Serves / (?ms=N waits first, ?close ends the connection after it),
            /stream?chunks=N&every=MS, /healthz, a WebSocket at /echo, and a page to watch a takeover with at /live.
            """;

    /**
     * Reads a command line.
     *
     * @return empty if only help was asked for, which is printed
     * @throws IllegalArgumentException for what cannot be understood, in a sentence
     */
    static Optional<DemoOptions> parse(String... arguments) {
        Grammar grammar = new Grammar();
        try {
            OptionSet given = grammar.parser.parse(arguments);
            if (given.has(grammar.help)) {
                System.out.print(USAGE);
                return Optional.empty();
            }
            return Optional.of(grammar.read(given));
        } catch (OptionException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The options, the last few of which exist for tests only. */
    private static final class Grammar {
        final OptionParser parser = new OptionParser(false);
        final OptionSpec<?> help = parser.accepts("help").forHelp();
        final OptionSpec<String> control =
                parser.accepts("control").withRequiredArg().required();
        final OptionSpec<Integer> port = integer("port", 8080);
        final OptionSpec<String> bind = parser.accepts("bind").withRequiredArg().defaultsTo("127.0.0.1");
        final OptionSpec<String> release =
                parser.accepts("release").withRequiredArg().defaultsTo("v1");
        final OptionSpec<Duration> drainDeadline = time("drain-deadline", Duration.ofSeconds(30));
        final OptionSpec<Duration> probation = time("probation", Duration.ofSeconds(5));
        final OptionSpec<Integer> warmUp = integer("warm-up", 500);
        final OptionSpec<Duration> readyDelay = time("ready-delay", Duration.ZERO);
        final OptionSpec<Duration> heartbeat = time("heartbeat", Duration.ofMillis(200));
        final OptionSpec<Duration> silence = time("silence", Duration.ofSeconds(2));
        final OptionSpec<Duration> requestWait = time("request-wait", Duration.ofMinutes(1));
        final OptionSpec<Duration> readyWithin = time("ready-within", Duration.ofMinutes(1));
        final OptionSpec<String> store = parser.accepts("store").withRequiredArg();
        final OptionSpec<?> releasesFromPage = parser.accepts("releases-from-page");
        final OptionSpec<?> exitBeforeReady = parser.accepts("exit-before-ready");
        final OptionSpec<?> hangBeforeReady = parser.accepts("hang-before-ready");
        final OptionSpec<Duration> crashAfter = time("crash-after", Duration.ZERO);

        private OptionSpec<Integer> integer(String name, int otherwise) {
            return parser.accepts(name).withRequiredArg().ofType(Integer.class).defaultsTo(otherwise);
        }

        private OptionSpec<Duration> time(String name, Duration otherwise) {
            return parser.accepts(name)
                    .withRequiredArg()
                    .withValuesConvertedBy(new Time())
                    .defaultsTo(otherwise);
        }

        DemoOptions read(OptionSet given) {
            if (!given.nonOptionArguments().isEmpty()) {
                throw new IllegalArgumentException(
                        "not an option: " + given.nonOptionArguments().get(0));
            }
            return new DemoOptions(
                    bind.value(given) + ":" + port.value(given),
                    Path.of(control.value(given)),
                    release.value(given),
                    drainDeadline.value(given),
                    probation.value(given),
                    warmUp.value(given),
                    heartbeat.value(given),
                    silence.value(given),
                    requestWait.value(given),
                    readyWithin.value(given),
                    Optional.ofNullable(store.value(given)).map(Path::of),
                    given.has(releasesFromPage),
                    new Faults(
                            readyDelay.value(given),
                            given.has(exitBeforeReady),
                            given.has(hangBeforeReady),
                            crashAfter.value(given)));
        }
    }

    private static final class Time implements ValueConverter<Duration> {
        @Override
        public Duration convert(String text) {
            String number = text.replaceFirst("(ms|s|m)$", "");
            String unit = text.substring(number.length());
            if (!number.matches("\\d{1,9}") || unit.isEmpty()) {
                throw new ValueConversionException("not a number and ms, s or m: " + text);
            }
            long count = Long.parseLong(number);
            return switch (unit) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                default -> Duration.ofMinutes(count);
            };
        }

        @Override
        public Class<Duration> valueType() {
            return Duration.class;
        }

        @Override
        public String valuePattern() {
            return "TIME";
        }
    }
}

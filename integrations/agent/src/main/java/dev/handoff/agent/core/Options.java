package dev.handoff.agent.core;

import dev.handoff.fd.SignalText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;

/**
 * What the agent was told. An argument of the agent wins over the system property {@code handoff.KEY}, which wins over the
 * environment's {@code HANDOFF_KEY}, in capitals with underscores: {@code readyWithin} is {@code HANDOFF_READY_WITHIN}.
 */
final class Options {
    private static final Set<String> KEYS = Set.of(
            "control",
            "release",
            "allowRollback",
            "listener",
            "probation",
            "grace",
            "stopWithin",
            "ready",
            "readyWithin",
            "requestWait",
            "silence",
            "takeFrom",
            "endTaken",
            "health",
            "probe",
            "warmup",
            "warmupCount",
            "warmupConcurrency",
            "warmupQueries",
            "warmupLimit",
            "background");

    /** More than there are processors only wait for each other, and for the one that still serves. */
    private static final int CONCURRENCY =
            Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private Options() {}

    /** @throws IllegalArgumentException for a key that there is not, or a value that is none */
    static Options of(String arguments, Properties properties, Map<String, String> environment) {
        Options options = new Options();
        for (String key : KEYS) {
            String property = properties.getProperty("handoff." + key);
            String variable = environment.get("HANDOFF_" + screaming(key));
            if (property != null) {
                options.put(key, property);
            } else if (variable != null) {
                options.put(key, variable);
            }
        }
        Map<String, List<String>> given = given(arguments);
        options.values.putAll(given);
        options.check();
        return options;
    }

    private static Map<String, List<String>> given(String arguments) {
        Map<String, List<String>> given = new LinkedHashMap<>();
        for (String argument : arguments.isEmpty() ? new String[0] : arguments.split(",", -1)) {
            int equals = argument.indexOf('=');
            String key = equals < 0 ? argument : argument.substring(0, equals);
            if (equals < 0 || !KEYS.contains(key)) {
                throw new IllegalArgumentException("handoff: \"" + argument + "\" is no option of the agent; there are "
                        + KEYS.stream().sorted().toList());
            }
            given.computeIfAbsent(key, first -> new ArrayList<>()).add(argument.substring(equals + 1));
        }
        return given;
    }

    // A mistake is to be told when the JVM starts, not when the option is first used.
    private void check() {
        terms();
        warmUp();
        places();
        control();
        waitsToBeTold();
        stranger();
    }

    private static String screaming(String key) {
        return key.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }

    private void put(String key, String value) {
        values.put(key, List.of(value.split(",")));
    }

    private Optional<String> one(String key) {
        return Optional.ofNullable(values.get(key)).map(all -> all.get(all.size() - 1));
    }

    private Duration time(String key, String otherwise) {
        return Times.parse(key, one(key).orElse(otherwise));
    }

    private int number(String key, int otherwise) {
        String text = one(key).orElse(Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("handoff: " + key + "=" + text + " is no number", e);
        }
        throw new IllegalArgumentException("handoff: " + key + "=" + text + " is not above zero");
    }

    Path control() {
        return Path.of(one("control").orElseThrow(() -> new IllegalArgumentException("handoff: no control path")));
    }

    String release() {
        return one("release").orElse("");
    }

    boolean allowsRollback() {
        return isSet("allowRollback");
    }

    boolean startsInBackground() {
        return one("background").filter(value -> value.equals("false")).isEmpty();
    }

    /** Is a query noted with a path? It may hold what nobody else should know. */
    boolean recordsQueries() {
        return isSet("warmupQueries");
    }

    private boolean isSet(String key) {
        return one(key).filter(value -> !value.equals("false")).isPresent();
    }

    /**
     * The process whose place the first generation takes.
     *
     * @param end the signal that ends it when we are well; empty if that is somebody else's affair
     */
    record Stranger(int pid, OptionalInt end) {}

    Optional<Stranger> stranger() {
        Optional<String> signal = one("endTaken");
        if (one("takeFrom").isEmpty()) {
            if (signal.isPresent()) {
                throw new IllegalArgumentException("handoff: endTaken=" + signal.get() + " without takeFrom");
            }
            return Optional.empty();
        }
        OptionalInt end = signal.isPresent()
                ? OptionalInt.of(SignalText.parse("handoff: endTaken=", signal.get()))
                : OptionalInt.empty();
        return Optional.of(new Stranger(number("takeFrom", 1), end));
    }

    /** Is READY said by the application or by {@code handoff-client ready}, or is it when all is bound? */
    boolean waitsToBeTold() {
        String ready = one("ready").orElse("auto");
        return switch (ready) {
            case "auto" -> false;
            case "told" -> true;
            default -> throw new IllegalArgumentException("handoff: ready=" + ready + " is neither auto nor told");
        };
    }

    /** The listeners that are to be handed over; empty for all that the application opens. */
    List<Place> places() {
        return values.getOrDefault("listener", List.of()).stream()
                .map(Place::parse)
                .toList();
    }

    /**
     * How long things may take.
     *
     * @param grace for kept connections, once a successor owns the listeners
     * @param stopWithin for the application's own stop, after which the process is halted
     */
    record Terms(
            Duration probation,
            Duration grace,
            Duration stopWithin,
            Duration readyWithin,
            Duration requestWait,
            Duration silence) {}

    Terms terms() {
        return new Terms(
                time("probation", "10s"),
                time("grace", "10s"),
                time("stopWithin", "30s"),
                time("readyWithin", "5m"),
                time("requestWait", "60s"),
                time("silence", "5s"));
    }

    /**
     * What is asked through the side door before READY.
     *
     * @param health a path that must answer 2xx first, if there is one
     * @param listener the one to ask, the first to be bound if none is named
     * @param isRecorded what the predecessor was asked is asked again
     * @param paths asked in turn, {@code count} times in all
     */
    record WarmUp(
            Optional<String> health,
            Optional<String> listener,
            boolean isRecorded,
            List<String> paths,
            int count,
            int concurrency,
            Duration limit) {}

    WarmUp warmUp() {
        String warmUp = one("warmup").orElse("recorded");
        boolean isByPaths = !warmUp.equals("recorded") && !warmUp.equals("off");
        List<String> paths = isByPaths ? List.of(warmUp.split(";")) : List.of();
        for (String path : paths) {
            requirePath("warmup", path);
        }
        one("health").ifPresent(path -> requirePath("health", path));
        return new WarmUp(
                one("health"),
                one("probe"),
                warmUp.equals("recorded"),
                paths,
                number("warmupCount", 500),
                number("warmupConcurrency", CONCURRENCY),
                time("warmupLimit", "30s"));
    }

    private static void requirePath(String key, String path) {
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("handoff: " + key + "=" + path + " is no path of a URL");
        }
    }
}

package dev.handoff.artifact;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code --watch} says: {@code SOURCE[,NAME=VALUE]...}.
 *
 * @param every how long a source is left alone between two looks
 * @param within a download that takes longer is given up
 * @param most an artifact of more bytes is not fetched
 * @param folder where artifacts are kept, if it was said
 */
public record WatchTerms(
        SourceTerms source,
        Verification verification,
        Duration every,
        Duration within,
        long most,
        Optional<Path> folder) {
    private static final List<String> NAMES = List.of(
            "every",
            "within",
            "most",
            "folder",
            "sha256",
            "signature",
            "ca",
            "token",
            "api",
            "endpoint",
            "region",
            "style");
    private static final Pattern OPTION = Pattern.compile(",([a-z0-9]+)=");
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long GIB = 1L << 30;

    /**
     * Reads it, and whatever files it names.
     *
     * @param time reads a time such as 30s
     * @throws IllegalArgumentException saying what is wrong
     */
    public static WatchTerms parse(String text, Function<String, Duration> time) {
        Matcher found = OPTION.matcher(text);
        int end = text.length();
        Map<String, String> options = new HashMap<>();
        if (found.find()) {
            end = found.start();
            for (String each : Arrays.asList(text.substring(end + 1).split(",", -1))) {
                String[] pair = each.split("=", 2);
                if (pair.length != 2 || !NAMES.contains(pair[0])) {
                    throw new IllegalArgumentException(
                            "'" + each + "' is none of " + NAMES + "; a comma in an address is written %2C");
                }
                if (options.put(pair[0], pair[1]) != null) {
                    throw new IllegalArgumentException(pair[0] + "= was given twice");
                }
            }
        }
        return of(text.substring(0, end), options, time);
    }

    private static WatchTerms of(String address, Map<String, String> options, Function<String, Duration> time) {
        Verification verification = verification(options);
        Duration every = time.apply(options.getOrDefault("every", "30s"));
        if (every.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("every=" + options.get("every") + ": no less than 100ms");
        }
        Duration within = time.apply(options.getOrDefault("within", "15m"));
        Duration patience = within.compareTo(PATIENCE) < 0 ? within : PATIENCE;
        return new WatchTerms(
                new SourceTerms(address, options, verification.believesTheSource(), patience),
                verification,
                every,
                within,
                most(options.getOrDefault("most", Long.toString(GIB))),
                Optional.ofNullable(options.get("folder")).map(Path::of));
    }

    private static Verification verification(Map<String, String> options) {
        Optional<String> hash = Optional.ofNullable(options.get("sha256"));
        Optional<String> key = Optional.ofNullable(options.get("signature"));
        if (hash.isPresent() && key.isPresent()) {
            throw new IllegalArgumentException("sha256= and signature= exclude each other");
        }
        return hash.map(Verification::given)
                .or(() -> key.map(file -> Verification.signed(Path.of(file))))
                .orElseGet(Verification::besideIt);
    }

    private static long most(String text) {
        if (text.matches("[1-9][0-9]{0,17}")) {
            return Long.parseLong(text);
        }
        throw new IllegalArgumentException("most=" + text + ": a number of bytes");
    }

    /** Where artifacts come from, and how they are proved, in a line: good ones of another origin are not ours. */
    public String origin() {
        return source.address().replaceFirst("\\?.*", "") + " " + verification;
    }
}

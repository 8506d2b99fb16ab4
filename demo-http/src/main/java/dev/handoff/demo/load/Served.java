package dev.handoff.demo.load;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who gave an answer, as the answer's own text says: the demo's line, or a JSON object with a pid and a release.
 *
 * @param generation 0 from a server that knows of none
 */
public record Served(long pid, long generation, String release) {

    private static final Pattern TEXT = Pattern.compile("pid=(\\d+) generation=(\\d+) release=(\\S*)\\s*");
    private static final Pattern JSON = Pattern.compile("\\{\"pid\":(\\d+),\"release\":\"([^\"]*)\"}\\s*");

    static Optional<Served> parse(String body) {
        Matcher text = TEXT.matcher(body);
        if (text.matches()) {
            return Optional.of(new Served(Long.parseLong(text.group(1)), Long.parseLong(text.group(2)), text.group(3)));
        }
        Matcher json = JSON.matcher(body);
        return json.matches()
                ? Optional.of(new Served(Long.parseLong(json.group(1)), 0, json.group(2)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "pid=" + pid + " generation=" + generation + " release=" + release;
    }
}

package dev.handoff.demo.load;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who gave an answer, as the answer's own text says. */
public record Served(long pid, long generation, String release) {

    private static final Pattern TEXT = Pattern.compile("pid=(\\d+) generation=(\\d+) release=(\\S*)\\s*");

    static Optional<Served> parse(String body) {
        Matcher text = TEXT.matcher(body);
        return text.matches()
                ? Optional.of(new Served(Long.parseLong(text.group(1)), Long.parseLong(text.group(2)), text.group(3)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "pid=" + pid + " generation=" + generation + " release=" + release;
    }
}

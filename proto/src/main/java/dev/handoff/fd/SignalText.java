package dev.handoff.fd;

import java.util.Locale;
import java.util.Map;

/** A signal as people write it: {@code QUIT}, {@code SIGQUIT} or {@code 3}; signal(7), x86-64 and AArch64. */
public final class SignalText {
    private static final int MOST = 64;
    /** Those by which programs are told something. */
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("HUP", 1),
            Map.entry("INT", 2),
            Map.entry("QUIT", 3),
            Map.entry("KILL", 9),
            Map.entry("USR1", 10),
            Map.entry("USR2", 12),
            Map.entry("TERM", 15),
            Map.entry("CONT", 18),
            Map.entry("TTIN", 21),
            Map.entry("TTOU", 22),
            Map.entry("WINCH", 28));

    private SignalText() {}

    /**
     * The number.
     *
     * @param option what it is the value of, for the one who wrote it
     * @throws IllegalArgumentException if it is none
     */
    public static int parse(String option, String text) {
        String name = text.toUpperCase(Locale.ROOT);
        Integer number = NUMBERS.get(name.startsWith("SIG") ? name.substring(3) : name);
        if (number != null) {
            return number;
        }
        if (text.matches("[0-9]{1,2}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MOST) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException(option + text + ": a number, or one of "
                + NUMBERS.keySet().stream().sorted().toList());
    }
}

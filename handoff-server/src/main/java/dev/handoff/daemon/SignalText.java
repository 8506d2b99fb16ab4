package dev.handoff.daemon;

import java.util.Locale;
import java.util.Map;

/** A signal as people write it: {@code QUIT}, {@code SIGQUIT} or {@code 3}; signal(7), x86-64 and AArch64. */
final class SignalText {
    private static final int MOST = 64;
    /** Those by which programs are told to end. */
    private static final Map<String, Integer> NUMBERS =
            Map.of("HUP", 1, "INT", 2, "QUIT", 3, "KILL", 9, "USR1", 10, "USR2", 12, "TERM", 15, "WINCH", 28);

    private SignalText() {}

    /**
     * The number.
     *
     * @throws IllegalArgumentException if it is none
     */
    static int parse(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        Integer number = NUMBERS.get(name.startsWith("SIG") ? name.substring(3) : name);
        if (number != null) {
            return number;
        }
        if (text.matches("[0-9]{1,2}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MOST) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException("--end " + text + ": a number, or one of "
                + NUMBERS.keySet().stream().sorted().toList());
    }
}

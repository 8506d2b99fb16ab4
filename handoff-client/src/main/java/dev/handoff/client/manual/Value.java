package dev.handoff.client.manual;

import java.util.List;

/**
 * What can stand where an option's argument stands, as far as a shell can know it.
 *
 * @param words of {@link Kind#WORDS} all that there are
 */
public record Value(Kind kind, List<String> words) {
    /** Where a shell finds it. */
    public enum Kind {
        /** Nowhere: the user's to say. */
        UNKNOWN,
        FILE,
        PROCESS,
        GROUP,
        WORDS
    }

    public Value {
        words = List.copyOf(words);
        if (words.isEmpty() == (kind == Kind.WORDS)) {
            throw new IllegalArgumentException(kind + " has words if it is WORDS: " + words);
        }
    }

    /** One of which nothing is known, or the option takes none. */
    public static Value unknown() {
        return of(Kind.UNKNOWN);
    }

    /** One of a kind that a shell knows. */
    public static Value of(Kind kind) {
        return new Value(kind, List.of());
    }

    /** One of these. */
    public static Value of(String... words) {
        return new Value(Kind.WORDS, List.of(words));
    }
}

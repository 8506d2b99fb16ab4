package dev.handoff.client.cli;

/**
 * Colours, or none: SGR escape sequences of ECMA-48. None unless they go to a terminal; none if NO_COLOR is set to anything
 * (no-color.org), nor if the terminal calls itself dumb.
 */
enum Paint {
    COLOURED,
    PLAIN;

    private static final String ESCAPE = "\u001b[";
    private static final String BOLD = "1";
    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String YELLOW = "33";
    private static final String DIM = "2";

    /** For a stream that is a terminal or not. */
    static Paint on(boolean isTerminal) {
        String none = System.getenv("NO_COLOR");
        boolean isWanted = none == null || none.isEmpty();
        return isTerminal && isWanted && !"dumb".equals(System.getenv("TERM")) ? COLOURED : PLAIN;
    }

    private String with(String how, String text) {
        return this == PLAIN || text.isEmpty() ? text : ESCAPE + how + "m" + text + ESCAPE + "0m";
    }

    String bold(String text) {
        return with(BOLD, text);
    }

    String dim(String text) {
        return with(DIM, text);
    }

    String good(String text) {
        return with(GREEN, text);
    }

    String bad(String text) {
        return with(RED, text);
    }

    String busy(String text) {
        return with(YELLOW, text);
    }

    /** Each bold. */
    String[] headings(String... words) {
        String[] painted = new String[words.length];
        for (int i = 0; i < words.length; i++) {
            painted[i] = bold(words[i]);
        }
        return painted;
    }

    /** How a handoff ended. */
    String outcome(String outcome) {
        String text = Printable.of(outcome);
        return switch (outcome) {
            case "confirmed", "upgraded" -> good(text);
            case "aborted", "predecessor-died", "predecessor-silent" -> busy(text);
            default -> bad(text);
        };
    }

    /** The phase of a process. */
    String phase(String phase) {
        String text = Printable.of(phase);
        return phase.equals("OWNER") ? good(text) : busy(text);
    }

    /** How many columns a text takes that may be painted. */
    static int width(String text) {
        int width = text.length();
        int from = text.indexOf(ESCAPE);
        while (from >= 0) {
            int end = text.indexOf('m', from) + 1;
            width -= end - from;
            from = text.indexOf(ESCAPE, end);
        }
        return width;
    }
}

package dev.handoff.client.cli;

/**
 * Text that came from outside, made safe for a terminal: what would move the cursor, colour the screen or fake a second
 * line is shown as {@code \}{@code u001b} and the like.
 */
final class Printable {
    private Printable() {}

    static String of(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || (c >= 0x7f && c < 0xa0) || Character.getType(c) == Character.FORMAT) {
                escape(c, printable);
            } else {
                printable.append(c);
            }
        }
        return printable.toString();
    }

    /** Appends {@code \}{@code uXXXX}, which JSON reads as the character. */
    static void escape(char c, StringBuilder to) {
        to.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            to.append(Character.forDigit(c >> shift & 0xf, 16));
        }
    }
}

package dev.handoff.artifact;

import java.util.regex.Pattern;

/**
 * A release whose bytes are proved.
 *
 * @param hash its SHA-256, 64 lower-case hexadecimal digits
 * @param label what people call it; one line
 */
public record Artifact(String hash, String label) {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int MOST_LABEL = 100;
    private static final int SHOWN = 12;

    /** Checks the hash, and cuts the label to a line. */
    public Artifact {
        if (!isHash(hash)) {
            throw new IllegalArgumentException("no SHA-256: " + hash);
        }
        label = line(label);
    }

    /** What somebody else wrote, as printable words on one line. */
    static String line(String text) {
        String line = text.replaceAll("[^\\p{Graph}]+", " ").strip();
        return line.substring(0, Math.min(line.length(), MOST_LABEL));
    }

    static boolean isHash(String text) {
        return HASH.matcher(text).matches();
    }

    @Override
    public String toString() {
        String digits = hash.substring(0, SHOWN);
        return label.isEmpty() ? digits : label + " (" + digits + ")";
    }
}

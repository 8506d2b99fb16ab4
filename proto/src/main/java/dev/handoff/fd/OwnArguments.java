package dev.handoff.fd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The words that this process was called with, none of their bytes lost. In the locale C, which is a container's if nobody set
 * another, the JVM makes one character of every byte that is not ASCII. Here such a byte is a character of its own, from
 * U+DC80 on, and a byte again for the program that is given the word.
 */
public final class OwnArguments {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
    private static final int ASCII = 0x80;
    /** A half of a surrogate pair, which no text has alone; Python does the same. */
    private static final int ESCAPE = 0xdc00;

    private OwnArguments() {}

    /** What {@code main} was given, with what the JVM could not read. */
    public static String[] of(String... given) throws IOException {
        List<byte[]> all = strings(Files.readAllBytes(COMMAND_LINE));
        String[] words = given.clone();
        int first = all.size() - words.length;
        for (int i = 0; i < words.length && first >= 0; i++) {
            byte[] bytes = all.get(first + i);
            if (!Arrays.equals(bytes, UnixPath.bytesOf(words[i]))) {
                words[i] = escaped(bytes);
            }
        }
        return words;
    }

    /** The whole command line, the program and what is the JVM's included. */
    public static List<String> all() throws IOException {
        List<String> words = new ArrayList<>();
        for (byte[] bytes : strings(Files.readAllBytes(COMMAND_LINE))) {
            words.add(escaped(bytes));
        }
        return words;
    }

    private static List<byte[]> strings(byte[] all) {
        List<byte[]> strings = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < all.length; at++) {
            if (all[at] == 0) {
                strings.add(Arrays.copyOfRange(all, from, at));
                from = at + 1;
            }
        }
        return strings;
    }

    private static String escaped(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte each : bytes) {
            int value = Byte.toUnsignedInt(each);
            text.append((char) (value < ASCII ? value : ESCAPE + value));
        }
        return text.toString();
    }

    /** True if a character stands for a byte. */
    static boolean isEscape(char c) {
        return c >= ESCAPE + ASCII && c <= ESCAPE + 0xff;
    }
}

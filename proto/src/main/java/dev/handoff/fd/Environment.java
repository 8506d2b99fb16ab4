package dev.handoff.fd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The environment of a program that is started, environ(7): names with their values, byte for byte. What this process was
 * given goes on unchanged even where its bytes mean nothing in the locale; a {@link Map} of strings would lose them.
 */
public final class Environment {
    private static final Path OWN = Path.of("/proc/self/environ");

    /** By name; name and value as bytes, of which a string in Latin-1 loses none. */
    private final Map<String, byte[]> entries;

    private Environment(Map<String, byte[]> entries) {
        this.entries = entries;
    }

    /** What this process was started with. */
    public static Environment ofThisProcess() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        byte[] all = Files.readAllBytes(OWN);
        for (int from = 0; from < all.length; ) {
            int end = from;
            while (end < all.length && all[end] != 0) {
                end++;
            }
            put(entries, Arrays.copyOfRange(all, from, end));
            from = end + 1;
        }
        return new Environment(entries);
    }

    private static void put(Map<String, byte[]> entries, byte[] entry) {
        int equals = 0;
        while (equals < entry.length && entry[equals] != '=') {
            equals++;
        }
        // getenv(3) finds the first of two with one name; what has no '=' is no variable.
        if (equals < entry.length) {
            entries.putIfAbsent(latin(Arrays.copyOf(entry, equals)), entry);
        }
    }

    /** Nothing at all. */
    public static Environment empty() {
        return new Environment(Map.of());
    }

    /** This one with {@code name} set. */
    public Environment with(String name, String value) {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf(0) >= 0 || value.indexOf(0) >= 0) {
            throw new IllegalArgumentException("a variable's name is not empty and has no '=', its value no zero byte");
        }
        Map<String, byte[]> changed = new LinkedHashMap<>(entries);
        changed.put(latin(UnixPath.bytesOf(name)), UnixPath.bytesOf(name + "=" + value));
        return new Environment(changed);
    }

    /** This one without {@code name}. */
    public Environment without(String name) {
        Map<String, byte[]> changed = new LinkedHashMap<>(entries);
        changed.remove(latin(UnixPath.bytesOf(name)));
        return new Environment(changed);
    }

    /** The value of {@code name}. */
    public Optional<String> value(String name) {
        byte[] key = UnixPath.bytesOf(name);
        return Optional.ofNullable(entries.get(latin(key)))
                .map(entry -> UnixPath.text(Arrays.copyOfRange(entry, key.length + 1, entry.length)));
    }

    /** As {@code NAME=VALUE}, for execve(2). */
    List<byte[]> entries() {
        return new ArrayList<>(entries.values());
    }

    /** Those that a shell drops, because their names are none for it: {@code spring.profiles.active}. */
    List<byte[]> unknownToShells() {
        List<byte[]> unknown = new ArrayList<>();
        entries.forEach((name, entry) -> {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                unknown.add(entry);
            }
        });
        return unknown;
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

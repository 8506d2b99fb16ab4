package dev.handoff.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a process has inherited, as {@code /proc/PID} tells it: nothing is left out. */
public final class ProcessFacts {
    private final Path process;

    private ProcessFacts(Path process) {
        this.process = process;
    }

    public static ProcessFacts of(long pid) {
        return new ProcessFacts(Path.of("/proc/" + pid));
    }

    /** Every descriptor and what it refers to. */
    public Map<Integer, String> descriptors() throws IOException {
        Map<Integer, String> targets = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path entry : entries) {
                targets.put(
                        Integer.valueOf(entry.getFileName().toString()),
                        Files.readSymbolicLink(entry).toString());
            }
        }
        return targets;
    }

    /** A line of its status: {@code SigBlk}, {@code SigIgn}, {@code PPid}. */
    public String status(String key) throws IOException {
        return Files.readAllLines(process.resolve("status"), StandardCharsets.ISO_8859_1).stream()
                .filter(line -> line.startsWith(key + ":"))
                .findFirst()
                .orElseThrow()
                .substring(key.length() + 1)
                .strip();
    }

    /** Its soft limit of that name: {@code Max open files}. */
    public String limit(String name) throws IOException {
        return Files.readAllLines(process.resolve("limits"), StandardCharsets.US_ASCII).stream()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .orElseThrow()
                .substring(name.length())
                .strip()
                .split(" ", 2)[0];
    }

    /** Its environment, each as NAME=VALUE, a character a byte. */
    public List<String> environment() throws IOException {
        return strings("environ");
    }

    /** Its arguments, the name first, a character a byte. */
    public List<String> arguments() throws IOException {
        return strings("cmdline");
    }

    private List<String> strings(String file) throws IOException {
        String text = new String(Files.readAllBytes(process.resolve(file)), StandardCharsets.ISO_8859_1);
        List<String> all = List.of(text.split("\0", -1));
        // Each ends with a zero byte, the last one too.
        return all.subList(0, all.size() - 1);
    }
}

package dev.handoff.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The descriptors of a process and what each refers to, as {@code /proc/PID/fd} tells it. Files that a JVM opens by itself
 * and keeps (its modules, jars, libraries, the random device) are left out, or a class loaded late would look like a leak.
 */
public record OpenDescriptors(Map<Integer, String> targets) {
    private static final Pattern OF_THE_JVM =
            Pattern.compile(".*\\.(jar|so|jsa|aot)|.*/lib/modules|/dev/u?random|/proc/.*|/sys/.*|/tmp/hsperfdata.*");

    /** Copies. */
    public OpenDescriptors {
        targets = new TreeMap<>(targets);
    }

    /** Those of this process now. */
    public static OpenDescriptors now() {
        return of(ProcessHandle.current().pid());
    }

    /** Those of the process {@code pid} now. */
    public static OpenDescriptors of(long pid) {
        Map<Integer, String> targets = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path entry : entries) {
                String target = target(entry);
                if (!target.isEmpty() && !OF_THE_JVM.matcher(target).matches()) {
                    targets.put(Integer.valueOf(entry.getFileName().toString()), target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new OpenDescriptors(targets);
    }

    /** Those that {@code before} had not, by what they refer to: a number that went to something else counts as new. */
    public OpenDescriptors since(OpenDescriptors before) {
        Map<Integer, String> added = new TreeMap<>(targets);
        added.entrySet().removeAll(before.targets().entrySet());
        return new OpenDescriptors(added);
    }

    public int count() {
        return targets.size();
    }

    private static String target(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    @Override
    public String toString() {
        return targets.toString();
    }
}

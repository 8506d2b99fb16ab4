package dev.handoff.fd;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The descriptors of this process by the file that they refer to, at one moment: /proc/self/fd, proc(5).
 *
 * <p>For an audit: a duplicate of a listener that outlives its owner is worse than a leak. The kernel goes on queueing
 * connections for it, and nobody accepts them.
 */
public final class OpenDescriptors {
    private static final Path SELF = Path.of("/proc/self/fd");

    private final Map<String, List<Integer>> byFile;

    private OpenDescriptors(Map<String, List<Integer>> byFile) {
        this.byFile = byFile;
    }

    /** Reads them. One that is opened or closed meanwhile may be in it or not. */
    public static OpenDescriptors now() throws IOException {
        Map<String, List<Integer>> byFile = new HashMap<>();
        for (int number : numbers()) {
            String target = target(SELF.resolve(Integer.toString(number)));
            byFile.computeIfAbsent(target, file -> new ArrayList<>()).add(number);
        }
        return new OpenDescriptors(byFile);
    }

    static List<Integer> numbers() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(SELF)) {
            for (Path each : all) {
                numbers.add(Integer.parseInt(each.getFileName().toString()));
            }
        }
        return numbers;
    }

    /** The numbers that refer to the same socket as {@code fd} does, other than its own. */
    public List<Integer> othersOf(OwnedFd fd) throws IOException {
        int own = fd.number();
        return byFile.getOrDefault(target(SELF.resolve(Integer.toString(own))), List.of()).stream()
                .filter(number -> number != own)
                .toList();
    }

    // socket:[INODE]; the inode is the socket's, however many descriptors and processes share it.
    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}

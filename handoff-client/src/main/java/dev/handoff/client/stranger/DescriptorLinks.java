package dev.handoff.client.stranger;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The sockets of a process by their inodes: /proc/PID/fd, proc(5). */
final class DescriptorLinks {
    private static final String SOCKET = "socket:[";

    private DescriptorLinks() {}

    /**
     * One descriptor's number for each socket.
     *
     * @throws IOException if there is no such process, or it is not ours to look into
     */
    static Map<Long, Integer> sockets(long pid) throws IOException {
        Map<Long, Integer> numbers = new HashMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path each : all) {
                String target = target(each);
                if (target.startsWith(SOCKET)) {
                    long inode = Long.parseLong(target.substring(SOCKET.length(), target.length() - 1));
                    numbers.merge(inode, Integer.parseInt(each.getFileName().toString()), Math::min);
                }
            }
        }
        return numbers;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}

package dev.handoff.fd;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * The connections that this process has accepted and not closed, whatever server holds them: each is a socket whose local
 * address is a listener's, accept(2).
 */
public final class OpenConnections {
    private static final Path SELF = Path.of("/proc/self/fd");
    private static final int SOL_SOCKET = 1;
    private static final int SO_ACCEPTCONN = 30;

    private OpenConnections() {}

    /** How many came in by one of {@code listeners}: by the port, or by the path of a Unix listener. */
    public static int count(Collection<SocketName> listeners) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(SELF)) {
            for (Path each : all) {
                if (isOf(Integer.parseInt(each.getFileName().toString()), listeners)) {
                    count++;
                }
            }
        }
        return count;
    }

    private static boolean isOf(int number, Collection<SocketName> listeners) {
        try {
            if (SocketOptions.readInt(number, SOL_SOCKET, SO_ACCEPTCONN) != 0) {
                return false;
            }
            SocketName name = SocketName.ofLocal(number);
            return listeners.stream().anyMatch(listener -> isBy(name, listener));
        } catch (IOException noSocketOfOurKind) {
            return false;
        }
    }

    private static boolean isBy(SocketName name, SocketName listener) {
        if (listener.family() == Family.UNIX) {
            return name.equals(listener);
        }
        return name.family() != Family.UNIX && name.port() == listener.port();
    }
}

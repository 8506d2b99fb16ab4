package dev.handoff.program;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The server's end of a TCP connection that we have made on this machine. Where two programs share a listener, as two
 * generations do, an answer alone does not say whose it is.
 */
final class Connection {
    /** Who has accepted it. */
    enum Holder {
        /** It waits in the listener's queue, or is closed. */
        NOBODY,
        /** A process that is asked for, or one that descends from it. */
        PROGRAM,
        OTHER
    }

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    /** Where a row of the table has the local address, the remote address, and the socket's inode. */
    private static final int LOCAL = 1;

    private static final int REMOTE = 2;
    private static final int INODE = 9;

    private final String ours;
    private final String theirs;

    private Connection(String ours, String theirs) {
        this.ours = ours;
        this.theirs = theirs;
    }

    /** By the addresses of our end. */
    static Connection between(InetSocketAddress ours, InetSocketAddress theirs) {
        return new Connection(":" + port(ours), ":" + port(theirs));
    }

    private static String port(InetSocketAddress address) {
        return HEX.toHexDigits((short) address.getPort());
    }

    /** Who has it now. */
    Holder holder(int root) throws IOException {
        Optional<String> inode = inode();
        if (inode.isEmpty()) {
            return Holder.NOBODY;
        }
        String link = "socket:[" + inode.get() + "]";
        for (int pid : ProcessTree.of(root)) {
            if (holds(pid, link)) {
                return Holder.PROGRAM;
            }
        }
        return Holder.OTHER;
    }

    // Ports are enough: of two connections with both ports alike, one would have to go to another address.
    private Optional<String> inode() throws IOException {
        for (Path table : TABLES) {
            if (!Files.exists(table)) {
                continue;
            }
            for (String row : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
                String[] columns = row.strip().split("\\s+", -1);
                boolean isIt = columns.length > INODE
                        && columns[LOCAL].endsWith(theirs)
                        && columns[REMOTE].endsWith(ours)
                        // Until it is accepted it is nobody's.
                        && !columns[INODE].equals("0");
                if (isIt) {
                    return Optional.of(columns[INODE]);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holds(int pid, String link) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path each : all) {
                if (link.equals(target(each))) {
                    return true;
                }
            }
            return false;
        } catch (IOException endedOrAnotherUsers) {
            return false;
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}

package dev.handoff.client.stranger;

import dev.handoff.fd.SocketName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The sockets of a process's network namespace at one moment: /proc/PID/net/tcp, tcp6 and unix, proc(5). They name a socket
 * by its inode, as /proc/PID/fd does; 0 is one that no process has (any more, or yet).
 */
record SocketTable(List<Line> lines) {
    private static final int SYN_RECV = 0x03;
    private static final int LISTEN = 0x0a;
    /** A flag in the table of Unix sockets: it listens. */
    private static final int ACCEPTS = 0x10000;

    private static final int STREAM = 1;

    /** A socket. */
    record Line(SocketName name, String remote, State state, long inode) {}

    /** What matters of it. */
    enum State {
        LISTENING,
        /** A connection whose client has not answered yet: it is nobody's, and will be its listener's. */
        HALF_OPEN,
        CONNECTION
    }

    static SocketTable of(long pid) throws IOException {
        Path net = Path.of("/proc", Long.toString(pid), "net");
        List<Line> lines = new ArrayList<>();
        for (String file : List.of("tcp", "tcp6")) {
            for (String line : lines(net.resolve(file))) {
                lines.add(internet(line.trim().split(" +", -1)));
            }
        }
        for (String line : lines(net.resolve("unix"))) {
            String[] words = line.trim().split(" +", 8);
            boolean isListening = (Integer.parseUnsignedInt(words[3], 16) & ACCEPTS) != 0;
            if (isListening && words.length == 8 && Integer.parseInt(words[4], 16) == STREAM) {
                lines.add(new Line(unix(words[7]), "", State.LISTENING, Long.parseLong(words[6])));
            }
        }
        return new SocketTable(lines);
    }

    // Bytes, since a path is no text; IPv6 may be switched off.
    private static List<String> lines(Path file) throws IOException {
        try {
            List<String> all = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            return all.subList(Math.min(1, all.size()), all.size());
        } catch (NoSuchFileException noSuchFamily) {
            return List.of();
        }
    }

    private static Line internet(String[] words) {
        State state = switch (Integer.parseInt(words[3], 16)) {
            case LISTEN -> State.LISTENING;
            case SYN_RECV -> State.HALF_OPEN;
            default -> State.CONNECTION;
        };
        return new Line(name(words[1]), words[2], state, Long.parseLong(words[9]));
    }

    // Each word of 32 bits is written as a number; the bytes are in the machine's order, and ours are all
    // little-endian.
    private static SocketName name(String text) {
        int colon = text.indexOf(':');
        byte[] words = HexFormat.of().parseHex(text.substring(0, colon));
        byte[] ip = new byte[words.length];
        for (int i = 0; i < ip.length; i++) {
            ip[i] = words[i / 4 * 4 + 3 - i % 4];
        }
        return SocketName.inet(ip, Integer.parseInt(text.substring(colon + 1), 16), 0);
    }

    private static SocketName unix(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes[0] == '@') {
            bytes[0] = 0;
        }
        return SocketName.unix(bytes);
    }

    List<Line> listening() {
        return lines.stream().filter(line -> line.state() == State.LISTENING).toList();
    }

    /** The clients, at these ports, of connections that are not wholly made. */
    Set<String> halfOpen(Set<Integer> ports) {
        Set<String> remotes = new HashSet<>();
        for (Line line : lines) {
            if (line.state() == State.HALF_OPEN && ports.contains(line.name().port())) {
                remotes.add(line.name().port() + "<-" + line.remote());
            }
        }
        return remotes;
    }

    /** The inodes of the connections at these ports that some process has. */
    Set<Long> connections(Set<Integer> ports) {
        Set<Long> inodes = new HashSet<>();
        for (Line line : lines) {
            if (line.state() == State.CONNECTION
                    && line.inode() != 0
                    && ports.contains(line.name().port())) {
                inodes.add(line.inode());
            }
        }
        return inodes;
    }
}

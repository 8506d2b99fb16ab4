package dev.handoff.demo.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 answer (RFC 9112), as far as the demo's answers go: a head, and a body of a told length.
 *
 * @param closes whether the server said that it will close the connection
 */
record Answer(int status, boolean closes, String body) {

    /** The bytes are no answer of the expected kind. */
    static final class GarbledException extends Exception {
        private static final long serialVersionUID = 1;

        GarbledException(String message) {
            super(message);
        }
    }

    /**
     * Takes one answer off the front of what was read.
     *
     * @param read positioned at 0, limited to what came; the position moves past the answer, if there is a whole one
     * @return empty while bytes are missing
     */
    static Optional<Answer> parse(ByteBuffer read) throws GarbledException {
        int end = endOfHead(read);
        if (end < 0) {
            if (!read.hasRemaining() || read.get(0) == 'H') {
                return Optional.empty();
            }
            throw new GarbledException("not an HTTP answer");
        }
        String[] head = StandardCharsets.ISO_8859_1
                .decode(read.slice(0, end))
                .toString()
                .split("\r\n", -1);
        String length = field(head, "content-length");
        if (length == null) {
            throw new GarbledException("no Content-Length: " + head[0]);
        }
        int total = end + 4 + Integer.parseInt(length);
        if (read.limit() < total) {
            return Optional.empty();
        }
        String body = StandardCharsets.UTF_8
                .decode(read.slice(end + 4, total - end - 4))
                .toString();
        read.position(total);
        return Optional.of(new Answer(status(head[0]), "close".equalsIgnoreCase(field(head, "connection")), body));
    }

    private static int endOfHead(ByteBuffer read) {
        for (int at = 0; at + 3 < read.limit(); at++) {
            if (read.get(at) == '\r'
                    && read.get(at + 1) == '\n'
                    && read.get(at + 2) == '\r'
                    && read.get(at + 3) == '\n') {
                return at;
            }
        }
        return -1;
    }

    private static int status(String line) throws GarbledException {
        if (!line.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
            throw new GarbledException("not a status line: " + line);
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private static @Nullable String field(String[] head, String name) {
        for (int line = 1; line < head.length; line++) {
            int colon = head[line].indexOf(':');
            if (colon == name.length()
                    && head[line].substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                return head[line].substring(colon + 1).trim();
            }
        }
        return null;
    }
}

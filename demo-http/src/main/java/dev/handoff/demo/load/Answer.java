package dev.handoff.demo.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 answer (RFC 9112): a head, and a body of a told length or in chunks. An answer that ends with its
 * connection is not understood: its end could not be told from a loss.
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
        boolean closes = "close".equalsIgnoreCase(field(head, "connection"));
        read.position(end + 4);
        Optional<String> body = body(head, read);
        if (body.isEmpty()) {
            read.position(0);
        }
        int status = status(head[0]);
        return body.map(text -> new Answer(status, closes, text));
    }

    private static Optional<String> body(String[] head, ByteBuffer read) throws GarbledException {
        if ("chunked".equalsIgnoreCase(field(head, "transfer-encoding"))) {
            return chunks(read);
        }
        String length = field(head, "content-length");
        if (length == null) {
            throw new GarbledException("neither Content-Length nor chunks: " + head[0]);
        }
        return take(read, Integer.parseInt(length));
    }

    /** RFC 9112, 7.1; nobody sends trailers here. */
    private static Optional<String> chunks(ByteBuffer read) throws GarbledException {
        StringBuilder body = new StringBuilder();
        while (true) {
            Optional<String> size = line(read);
            if (size.isEmpty()) {
                return Optional.empty();
            }
            int length = chunkSize(size.get());
            Optional<String> chunk = take(read, length + 2);
            if (chunk.isEmpty()) {
                return Optional.empty();
            }
            if (!chunk.get().endsWith("\r\n")) {
                throw new GarbledException("a chunk without its end");
            }
            if (length == 0) {
                return Optional.of(body.toString());
            }
            body.append(chunk.get(), 0, chunk.get().length() - 2);
        }
    }

    private static int chunkSize(String line) throws GarbledException {
        if (!line.matches("\\p{XDigit}{1,6}(;.*)?")) {
            throw new GarbledException("not the size of a chunk: " + line);
        }
        return Integer.parseInt(line.split(";", 2)[0], 16);
    }

    private static Optional<String> line(ByteBuffer read) {
        for (int at = read.position(); at + 1 < read.limit(); at++) {
            if (read.get(at) == '\r' && read.get(at + 1) == '\n') {
                Optional<String> line = take(read, at - read.position());
                read.position(at + 2);
                return line;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> take(ByteBuffer read, int length) {
        if (read.remaining() < length) {
            return Optional.empty();
        }
        ByteBuffer part = read.slice(read.position(), length);
        read.position(read.position() + length);
        return Optional.of(StandardCharsets.UTF_8.decode(part).toString());
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

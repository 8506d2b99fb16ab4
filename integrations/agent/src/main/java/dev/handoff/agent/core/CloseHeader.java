package dev.handoff.agent.core;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A response's head with {@code Connection: close} in it (RFC 9112, 9.6). */
final class CloseHeader {
    private static final byte[] FIELD = "Connection: close\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST = 64 * 1024;

    private final byte[] bytes;
    private final int replaces;

    private CloseHeader(byte[] bytes, int replaces) {
        this.bytes = bytes;
        this.replaces = replaces;
    }

    /** To be written instead; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** So many bytes of what was to be written. */
    int replaces() {
        return replaces;
    }

    /**
     * For a buffer that begins with the head of a final HTTP/1.1 response, which does not end the connection yet and does not
     * make another protocol of it. A head that is not whole gets the field too; should a {@code keep-alive} follow later, the
     * {@code close} prevails.
     */
    static Optional<CloseHeader> of(ByteBuffer written) {
        if (status(written) < 200) {
            return Optional.empty();
        }
        int first = lineEnd(written, 0);
        if (first < 0) {
            return Optional.empty();
        }
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        copy(written, 0, first, head);
        head.writeBytes(FIELD);
        int at = first;
        while (true) {
            int end = lineEnd(written, at);
            if (end < 0) {
                // Not all of it is here: what is left of it is written as it is.
                return Optional.of(new CloseHeader(head.toByteArray(), at));
            }
            String line = text(written, at, end).toLowerCase(Locale.ROOT);
            if (line.startsWith("connection:") && (line.contains("close") || line.contains("upgrade"))) {
                return Optional.empty();
            }
            if (!line.startsWith("connection:") && !line.startsWith("keep-alive:")) {
                copy(written, at, end, head);
            }
            at = end;
            if (line.equals("\r\n")) {
                return Optional.of(new CloseHeader(head.toByteArray(), at));
            }
        }
    }

    /** True if {@code written} begins with the head of an interim response, after which the final one is still to come. */
    static boolean isInterim(ByteBuffer written) {
        int status = status(written);
        return status >= 100 && status < 200;
    }

    private static int status(ByteBuffer written) {
        int start = written.position();
        if (written.remaining() < VERSION.length + 4) {
            return -1;
        }
        for (int i = 0; i < VERSION.length; i++) {
            if (written.get(start + i) != VERSION[i]) {
                return -1;
            }
        }
        int status = 0;
        for (int i = 0; i < 3; i++) {
            int digit = written.get(start + VERSION.length + i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            status = 10 * status + digit;
        }
        byte next = written.get(start + VERSION.length + 3);
        return next == ' ' || next == '\r' ? status : -1;
    }

    /** After the line's CRLF, counted from the position; -1 if it does not end here. */
    private static int lineEnd(ByteBuffer written, int from) {
        int start = written.position();
        int limit = Math.min(written.remaining(), MOST);
        for (int i = from; i + 1 < limit; i++) {
            if (written.get(start + i) == '\r' && written.get(start + i + 1) == '\n') {
                return i + 2;
            }
        }
        return -1;
    }

    private static String text(ByteBuffer written, int from, int to) {
        byte[] bytes = new byte[to - from];
        written.get(written.position() + from, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void copy(ByteBuffer written, int from, int to, ByteArrayOutputStream into) {
        for (int i = from; i < to; i++) {
            into.write(written.get(written.position() + i));
        }
    }
}

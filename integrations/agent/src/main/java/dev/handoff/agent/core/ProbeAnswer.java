package dev.handoff.agent.core;

import dev.handoff.fd.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * An HTTP/1.1 answer, read to its own end (RFC 9112, 6.3): a server that says {@code Connection: close} may leave the closing
 * to the client, and a connection without an end is no sign of an unhealthy one.
 */
final class ProbeAnswer {
    private static final int LONGEST_LINE = 16 * 1024;
    private static final int MOST_LINES = 1_000;

    private final InputStream in;
    private final Deadline deadline;
    private long length = -1;
    private boolean isChunked;
    private boolean closes;

    /** @param in buffered, and for all answers of a connection the same */
    ProbeAnswer(InputStream in, Deadline deadline) {
        this.in = in;
        this.deadline = deadline;
    }

    /** Reads the head. */
    int status() throws IOException {
        String first = line();
        if (!first.matches("HTTP/1\\.[01] \\d{3}.*")) {
            throw new IOException("no HTTP/1.1 answer: \"" + first + "\"");
        }
        int status = Integer.parseInt(first.substring(9, 12));
        closes = first.startsWith("HTTP/1.0");
        for (int lines = 0; ; lines++) {
            String line = line().toLowerCase(Locale.ROOT);
            if (line.isEmpty()) {
                break;
            }
            if (lines == MOST_LINES) {
                throw new IOException("a head of more than " + MOST_LINES + " lines");
            }
            note(line);
        }
        if (status == 204 || status == 304) {
            length = 0;
        }
        return status;
    }

    private void note(String line) throws IOException {
        String value = line.substring(line.indexOf(':') + 1).strip();
        if (line.startsWith("content-length:")) {
            length = number(value, 10);
        } else if (line.startsWith("transfer-encoding:")) {
            isChunked = value.endsWith("chunked");
        } else if (line.startsWith("connection:")) {
            closes = closes || value.contains("close");
        }
    }

    private static long number(String digits, int radix) throws IOException {
        try {
            return Long.parseUnsignedLong(digits, radix);
        } catch (NumberFormatException e) {
            throw new IOException("not a length: \"" + digits + "\"", e);
        }
    }

    /** Reads the body. Without a length of its own it ends with the connection. */
    void skipRest() throws IOException {
        if (isChunked) {
            skipChunks();
        } else if (length >= 0) {
            skip(length);
        } else {
            closes = true;
            byte[] rest = new byte[LONGEST_LINE];
            while (in.read(rest) >= 0) {
                requireTime();
            }
        }
    }

    /** True if the connection goes on after it. */
    boolean leavesOpen() {
        return !closes;
    }

    private void skipChunks() throws IOException {
        for (long chunk = chunk(); chunk > 0; chunk = chunk()) {
            skip(chunk);
            line();
        }
        // Trailers, and the empty line after them.
        while (!line().isEmpty()) {
            requireTime();
        }
    }

    private long chunk() throws IOException {
        return number(line().split(";", 2)[0].strip(), 16);
    }

    private void skip(long count) throws IOException {
        byte[] part = new byte[LONGEST_LINE];
        long left = count;
        while (left > 0) {
            requireTime();
            int read = in.read(part, 0, (int) Math.min(part.length, left));
            if (read < 0) {
                throw new EOFException("the answer ended " + left + " bytes early");
            }
            left -= read;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the answer ended in \"" + line + "\"");
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("a line of more than " + LONGEST_LINE + " characters");
            }
            line.append((char) next);
        }
        requireTime();
        return line.toString().stripTrailing();
    }

    private void requireTime() throws IOException {
        if (deadline.isPast()) {
            throw new IOException("still answering at the deadline");
        }
    }
}

package dev.handoff.agent.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The first line of a request that may be asked again: a safe method (RFC 9110, 9.2.1), a path of this server, and nothing that
 * could end the line.
 */
record RequestLine(String method, String target) {
    private static final int LONGEST = 512;
    /** Further than that nobody looks for a field. */
    private static final int MOST_HEAD = 8 * 1024;

    private static final Pattern TARGET = Pattern.compile("/[!-~&&[^#]]{0," + (LONGEST - 1) + "}");

    static Optional<RequestLine> of(String method, String target) {
        boolean isSafe = method.equals("GET") || method.equals("HEAD");
        return isSafe && TARGET.matcher(target).matches()
                ? Optional.of(new RequestLine(method, target))
                : Optional.empty();
    }

    /** Of bytes that begin with a whole line of that kind, and with no head that asks for another protocol. */
    static Optional<RequestLine> at(ByteBuffer bytes) {
        int start = bytes.position();
        if (bytes.remaining() < 16 || (bytes.get(start) != 'G' && bytes.get(start) != 'H')) {
            return Optional.empty(); // most of what is read, and cheaply told
        }
        byte[] head = new byte[Math.min(bytes.remaining(), MOST_HEAD)];
        bytes.get(start, head);
        String text = new String(head, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n");
        if (end < 0 || !text.startsWith(" HTTP/1.1", end - " HTTP/1.1".length()) || upgrades(text)) {
            return Optional.empty();
        }
        int space = text.indexOf(' ');
        int last = end - " HTTP/1.1".length();
        return space < last ? of(text.substring(0, space), text.substring(space + 1, last)) : Optional.empty();
    }

    private static boolean upgrades(String head) {
        return head.toLowerCase(Locale.ROOT).contains("\r\nupgrade:");
    }

    RequestLine withoutQuery() {
        int query = target.indexOf('?');
        return query < 0 ? this : new RequestLine(method, target.substring(0, query));
    }
}

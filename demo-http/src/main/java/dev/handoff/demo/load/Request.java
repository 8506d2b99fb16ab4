package dev.handoff.demo.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A request that is due.
 *
 * @param due when it is to be sent, by {@link System#nanoTime}
 * @param waitMillis how long the server is asked to wait before it answers
 */
record Request(long due, long waitMillis) {

    ByteBuffer bytes(String host, boolean kept) {
        String text = "GET /" + (waitMillis == 0 ? "" : "?ms=" + waitMillis) + " HTTP/1.1\r\nHost: " + host + "\r\n"
                + (kept ? "" : "Connection: close\r\n") + "\r\n";
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}

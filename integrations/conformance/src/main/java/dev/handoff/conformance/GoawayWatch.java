package dev.handoff.conformance;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** An HTTP/2 connection without a stream, held to see whether the server ends it with a GOAWAY (RFC 9113). Closed, it is gone. */
final class GoawayWatch implements AutoCloseable {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int HEAD_BYTES = 9;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int ACK = 1;
    /** Nobody's drain takes longer. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Socket socket;
    private final Thread thread;
    private volatile boolean seen;

    private GoawayWatch(Socket socket) {
        this.socket = socket;
        this.thread = new Thread(this::watch, "goaway-watch");
        thread.setDaemon(true);
        thread.start();
    }

    static GoawayWatch open(InetSocketAddress server) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(server, 20_000);
            socket.setSoTimeout((int) LIMIT.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
            out.write(frame(SETTINGS, 0, new byte[0]));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return new GoawayWatch(socket);
    }

    private static byte[] frame(int type, int flags, byte[] content) {
        return ByteBuffer.allocate(HEAD_BYTES + content.length)
                .putInt(content.length << 8 | type)
                .put((byte) flags)
                .putInt(0)
                .put(content)
                .array();
    }

    private void watch() {
        try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
            while (true) {
                int lengthAndType = in.readInt();
                int flags = in.readUnsignedByte();
                in.readInt();
                take(lengthAndType & 0xff, flags, in.readNBytes(lengthAndType >>> 8));
            }
        } catch (IOException e) {
            // The end, by which nothing is lost here.
            return;
        }
    }

    private void take(int type, int flags, byte[] content) throws IOException {
        if (type == GOAWAY) {
            seen = true;
        } else if (type == SETTINGS && (flags & ACK) == 0) {
            socket.getOutputStream().write(frame(SETTINGS, ACK, new byte[0]));
        } else if (type == PING && (flags & ACK) == 0) {
            socket.getOutputStream().write(frame(PING, ACK, content));
        }
    }

    /** Whether the connection has ended, with a GOAWAY before. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        thread.join(limit.toMillis());
        return seen && !thread.isAlive();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package dev.handoff.demo.load;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the server, with at most one request on it at a time. Owned by the load's thread.
 *
 * <p>A request that fails here has failed: it is not sent again, though it would be allowed to (RFC 9110, 9.2.2).
 */
final class Line {
    /** What a line tells its owner. Each call comes from {@link #ready} or {@link #send}. */
    interface Listener {
        void answered(Line line, Request request, Answer answer);

        void failed(Line line, Request request, FailureKind kind, String detail);

        /** Closed, and no request was lost by it. */
        void gone(Line line);
    }

    private final Listener listener;
    private final boolean kept;
    private final String host;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer read = ByteBuffer.allocate(8 * 1024);
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private long connected;
    private @Nullable Request request;
    private @Nullable Served last;

    /** @throws IOException when this machine gives no socket, or the server refuses at once */
    Line(Selector selector, InetSocketAddress server, boolean kept, Listener listener) throws IOException {
        this.listener = listener;
        this.kept = kept;
        this.host = server.getHostString() + ":" + server.getPort();
        this.channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean already = channel.connect(server);
            connected = already ? System.nanoTime() : 0;
            key = channel.register(selector, already ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    boolean isKept() {
        return kept;
    }

    /** When it was established, by {@link System#nanoTime}; 0 if it is not yet. */
    long connected() {
        return connected;
    }

    /** Who answered last here. */
    @Nullable
    Served last() {
        return last;
    }

    void served(Served by) {
        last = by;
    }

    /** The request that waits for its answer here. */
    @Nullable
    Request request() {
        return request;
    }

    /**
     * Whether a request may be sent here. A client looks before it sends, and opens another connection when the server
     * has closed this one: then nothing is lost. The listener hears of it by {@link Listener#gone}.
     */
    boolean isOpen() {
        ready();
        return channel.isOpen();
    }

    void send(Request next) {
        request = next;
        unsent = next.bytes(host, kept);
        if (connected != 0) {
            ready();
        }
    }

    /** The selector says that something can be done, or there is something new to send. */
    void ready() {
        try {
            if (connected == 0 && channel.finishConnect()) {
                connected = System.nanoTime();
                key.interestOps(SelectionKey.OP_READ);
            }
            write();
            read();
        } catch (IOException e) {
            fail(kindOf(e), String.valueOf(e.getMessage()));
        } catch (Answer.GarbledException e) {
            fail(FailureKind.GARBLED, String.valueOf(e.getMessage()));
        }
    }

    private void write() throws IOException {
        if (!unsent.hasRemaining()) {
            return;
        }
        channel.write(unsent);
        key.interestOps(unsent.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private void read() throws IOException, Answer.GarbledException {
        int count = channel.read(read);
        if (count < 0) {
            fail(FailureKind.EOF, "");
        } else if (count > 0) {
            take();
        }
    }

    private void take() throws Answer.GarbledException {
        read.flip();
        Optional<Answer> whole = Answer.parse(read);
        if (whole.isEmpty()) {
            read.position(0);
        }
        read.compact();
        Request asked = request;
        if (whole.isPresent()) {
            if (asked == null) {
                throw new Answer.GarbledException("an answer that nobody asked for");
            }
            request = null;
            listener.answered(this, asked, whole.get());
        } else if (!read.hasRemaining()) {
            throw new Answer.GarbledException("an answer of more than " + read.capacity() + " bytes");
        }
    }

    /** Gives up; a request that waits here fails. */
    void fail(FailureKind kind, String detail) {
        close();
        Request lost = request;
        request = null;
        if (lost == null) {
            listener.gone(this);
        } else {
            listener.failed(this, lost, kind, detail);
        }
    }

    /** Closes it; says nothing to the listener. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The request's fate is known by now, and the descriptor is gone either way (close(2)).
            return;
        }
    }

    static FailureKind kindOf(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (e instanceof ConnectException && message.contains("refused")) {
            return FailureKind.REFUSED;
        }
        return message.contains("reset") || message.contains("broken pipe") ? FailureKind.RESET : FailureKind.LOCAL;
    }
}

package dev.handoff.gate;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A server in one thread: answers every connection with its letter, and counts by which door they came. */
final class Acceptor implements AutoCloseable {
    private static final Optional<Method> START_VIRTUAL = startVirtual();

    /** The ways in which Java servers wait for a connection. */
    enum Kind {
        SELECTOR(false),
        /** Registers and deregisters as fast as it can. */
        RESTLESS_SELECTOR(false),
        CHANNEL(false),
        SOCKET(false),
        VIRTUAL_CHANNEL(true),
        VIRTUAL_SOCKET(true);

        final boolean isVirtual;

        Kind(boolean isVirtual) {
            this.isVirtual = isVirtual;
        }

        boolean existsHere() {
            return !isVirtual || START_VIRTUAL.isPresent();
        }

        boolean isSocket() {
            return this == SOCKET || this == VIRTUAL_SOCKET;
        }
    }

    final AtomicInteger fromFront = new AtomicInteger();
    final AtomicInteger fromSide = new AtomicInteger();
    final List<Exception> errors = new CopyOnWriteArrayList<>();

    private final Kind kind;
    private final ServerSocketChannel channel;
    private final char letter;
    private final Front front;
    private final Thread thread;
    private volatile boolean isStopped;
    private volatile boolean isResting;
    private volatile @Nullable Selector selector;

    Acceptor(Kind kind, ServerSocketChannel channel, char letter, Front front) {
        this.kind = kind;
        this.channel = channel;
        this.letter = letter;
        this.front = front;
        this.thread = start();
    }

    private Thread start() {
        if (kind.isVirtual) {
            try {
                return (Thread) START_VIRTUAL.orElseThrow().invoke(null, (Runnable) this::run);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        Thread started = new Thread(this::run, "acceptor-" + letter);
        started.setDaemon(true);
        started.start();
        return started;
    }

    private void run() {
        while (!isStopped) {
            try {
                serve();
                while (isResting && !isStopped) {
                    LockSupport.parkNanos(200_000);
                }
            } catch (IOException | RuntimeException e) {
                if (!isStopped) {
                    errors.add(e);
                    return;
                }
            }
        }
    }

    private void serve() throws IOException {
        switch (kind) {
            case SELECTOR -> select(false);
            case RESTLESS_SELECTOR -> select(true);
            case CHANNEL, VIRTUAL_CHANNEL -> {
                try (SocketChannel connection = channel.accept()) {
                    answer(connection);
                }
            }
            case SOCKET, VIRTUAL_SOCKET -> {
                try (Socket connection = channel.socket().accept()) {
                    count(connection.getLocalSocketAddress());
                    connection.getOutputStream().write(letter);
                }
            }
        }
    }

    private void select(boolean restless) throws IOException {
        channel.configureBlocking(false);
        try (Selector opened = Selector.open()) {
            selector = opened;
            SelectionKey key = channel.register(opened, SelectionKey.OP_ACCEPT);
            while (!isStopped) {
                if (restless) {
                    key.interestOps(0);
                    opened.selectNow();
                    key.interestOps(SelectionKey.OP_ACCEPT);
                    opened.selectNow();
                } else {
                    opened.select();
                }
                opened.selectedKeys().clear();
                acceptAll();
            }
        }
    }

    private void acceptAll() throws IOException {
        while (true) {
            try (SocketChannel connection = channel.accept()) {
                if (connection == null) {
                    return;
                }
                answer(connection);
            }
        }
    }

    private void answer(SocketChannel connection) throws IOException {
        count(connection.getLocalAddress());
        connection.write(ByteBuffer.wrap(new byte[] {(byte) letter}));
    }

    private void count(@Nullable SocketAddress local) {
        boolean isFront = local != null && front.isLocal(local);
        (isFront ? fromFront : fromSide).incrementAndGet();
    }

    /** Accepts at most one more until {@link #resume}; not for selectors. */
    void rest() {
        isResting = true;
    }

    void resume() {
        isResting = false;
    }

    /** Stops the thread and closes the channel. */
    @Override
    public void close() throws IOException {
        isStopped = true;
        Selector waiting = selector;
        if (waiting != null) {
            waiting.wakeup();
        }
        channel.close();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IOException(kind + " does not stop");
        }
    }

    private static Optional<Method> startVirtual() {
        try {
            return Optional.of(Thread.class.getMethod("startVirtualThread", Runnable.class));
        } catch (NoSuchMethodException olderThan21) {
            return Optional.empty();
        }
    }
}

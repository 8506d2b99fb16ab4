package dev.handoff.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Where the processes report: one connection each. */
final class StepBoard implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 90;

    private final ServerSocket server;
    private final Map<Long, StepLine> lines = new ConcurrentHashMap<>();

    StepBoard() throws IOException {
        server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(this::acceptAll, "step-board");
        accepting.setDaemon(true);
        accepting.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                StepLine line = new StepLine(connection);
                line.start(pid -> {
                    lines.put(pid, line);
                    synchronized (this) {
                        notifyAll();
                    }
                });
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** The line of a process that has just been started. */
    synchronized StepLine of(Process process) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            StepLine line = lines.get(process.pid());
            if (line != null) {
                return line;
            }
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("process " + process.pid() + " did not report to the board");
            }
            TimeUnit.MILLISECONDS.timedWait(this, 50);
        }
    }

    void forget(long pid) {
        StepLine line = lines.remove(pid);
        if (line != null) {
            line.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        lines.values().forEach(StepLine::close);
    }
}

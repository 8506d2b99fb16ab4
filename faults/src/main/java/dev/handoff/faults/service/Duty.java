package dev.handoff.faults.service;

import dev.handoff.faults.step.Steps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A duty that can't run twice unseen: it runs while it holds a lock that the kernel takes away with the process. One that
 * does not get the lock writes a line beside it. While it runs it notes the time again and again.
 */
final class Duty {
    private static final long TICK_NANOS = 20_000_000;
    private static final String PID = String.valueOf(ProcessHandle.current().pid());

    private final Path file;
    private @Nullable FileChannel channel;
    private @Nullable Thread ticking;

    Duty(Path file) {
        this.file = file;
    }

    void start() throws IOException {
        FileChannel opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel = opened;
        FileLock lock = opened.tryLock();
        if (lock == null) {
            note("twice", PID);
        } else {
            opened.truncate(0);
            opened.write(StandardCharsets.UTF_8.encode(PID + "\n"));
        }
        Thread thread = new Thread(this::tick, "duty");
        thread.setDaemon(true);
        thread.start();
        ticking = thread;
        Steps.reached("duty-started");
    }

    /** The clock is the kernel's monotonic one: the same in all processes. */
    private void tick() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                note("ticks", PID + " " + System.nanoTime());
                LockSupport.parkNanos(TICK_NANOS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void note(String what, String line) throws IOException {
        Files.writeString(
                file.resolveSibling(file.getFileName() + "." + what),
                line + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    void stop() throws IOException, InterruptedException {
        Thread thread = ticking;
        if (thread != null) {
            thread.interrupt();
            thread.join();
            ticking = null;
        }
        FileChannel running = channel;
        if (running != null) {
            running.close();
            channel = null;
        }
        Steps.reached("duty-stopped");
    }
}

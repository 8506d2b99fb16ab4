package dev.handoff.faults.service;

import dev.handoff.faults.step.Steps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A duty that can't run twice unseen: it runs while it holds a lock that the kernel takes away with the process. One that
 * does not get the lock writes a line beside it. While it runs it notes the time again and again.
 */
final class Duty {
    private static final String PID = String.valueOf(ProcessHandle.current().pid());

    private final Path file;
    private final Duration tick;
    private @Nullable FileChannel channel;
    private @Nullable FileChannel ticks;
    private @Nullable Thread ticking;

    Duty(Path file, Duration tick) {
        this.file = file;
        this.tick = tick;
    }

    void start() throws IOException {
        FileChannel opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel = opened;
        FileLock lock = opened.tryLock();
        if (lock == null) {
            try (FileChannel twice = beside("twice")) {
                note(twice, PID);
            }
        } else {
            opened.truncate(0);
            opened.write(StandardCharsets.UTF_8.encode(PID + "\n"));
        }
        FileChannel noted = beside("ticks");
        ticks = noted;
        Thread thread = new Thread(() -> tick(noted), "duty");
        thread.setDaemon(true);
        thread.start();
        ticking = thread;
        Steps.reached("duty-started");
    }

    /** The clock is the kernel's monotonic one: the same in all processes. */
    private void tick(FileChannel noted) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                note(noted, PID + " " + System.nanoTime());
                LockSupport.parkNanos(tick.toNanos());
            }
        } catch (ClosedByInterruptException stopped) {
            // In the middle of a line at worst, and the next one starts a new one.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FileChannel beside(String what) throws IOException {
        return FileChannel.open(
                file.resolveSibling(file.getFileName() + "." + what),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
    }

    private static void note(FileChannel to, String line) throws IOException {
        to.write(StandardCharsets.UTF_8.encode(line + "\n"));
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
        FileChannel noted = ticks;
        if (noted != null) {
            noted.close();
            ticks = null;
        }
        Steps.reached("duty-stopped");
    }
}

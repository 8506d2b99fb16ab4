package dev.handoff.faults.service;

import dev.handoff.faults.step.Steps;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A duty that can't run twice unseen: it runs while it holds a lock that the kernel takes away with the process. One that
 * does not get the lock writes a line beside it.
 */
final class Duty {
    private final Path file;
    private @Nullable FileChannel channel;

    Duty(Path file) {
        this.file = file;
    }

    void start() throws IOException {
        FileChannel opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel = opened;
        FileLock lock = opened.tryLock();
        String pid = ProcessHandle.current().pid() + "\n";
        if (lock == null) {
            Files.writeString(
                    file.resolveSibling(file.getFileName() + ".twice"),
                    pid,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } else {
            opened.truncate(0);
            opened.write(StandardCharsets.UTF_8.encode(pid));
        }
        Steps.reached("duty-started");
    }

    void stop() throws IOException {
        FileChannel running = channel;
        if (running != null) {
            running.close();
            channel = null;
        }
        Steps.reached("duty-stopped");
    }
}

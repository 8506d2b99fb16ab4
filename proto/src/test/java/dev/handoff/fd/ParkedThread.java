package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Which kernel thread a Java thread is, and whether it is asleep in a system call. */
final class ParkedThread {
    private ParkedThread() {}

    /** The kernel's number of the calling thread. */
    static int self() {
        try {
            return Integer.parseInt(Files.readSymbolicLink(Path.of("/proc/thread-self"))
                    .getFileName()
                    .toString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns once {@code thread} is inside {@link Poll}, by its stack. */
    static void awaitInPoll(Thread thread) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!isInPoll(thread)) {
            assertThat(System.nanoTime()).as("waited for poll").isLessThan(end);
            Thread.sleep(1);
        }
    }

    private static boolean isInPoll(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().startsWith(Poll.class.getName())) {
                return true;
            }
        }
        return false;
    }
}

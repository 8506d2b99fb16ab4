package dev.handoff.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.handoff.fd.BlockedCall;
import dev.handoff.fd.Errno;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.ProcFile;
import dev.handoff.fd.WakeUpSignal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Threads of this process that sleep in accept(2) or poll(2) on a seat. The kernel keeps such a thread on the queue of the
 * file that the number had when the call began, so after a switch it waits at the wrong door until a signal makes it call
 * again. A connection to the side door would not do: poll(2) would look at the new file, and sleep on at the old one.
 */
final class ParkedThreads implements AutoCloseable {
    private static final Path SELF = Path.of("/proc/self");
    /** A call on more descriptors than this is an event loop of its own kind; the JDK polls one or two. */
    private static final int POLLED_AT_MOST = 4096;

    private final Set<Integer> seats;
    private @Nullable FileChannel memory;
    private boolean isHandlerSeen;

    private ParkedThreads(Set<Integer> seats) {
        this.seats = seats;
    }

    /**
     * Wakes all that are parked on {@code seats} (numbers). One that is just going to sleep can be missed: call again.
     *
     * @return how many were woken
     * @throws GateRefusedException if one is parked and the JDK's handler for the signal is not there
     */
    static int wake(Set<Integer> seats) throws IOException {
        int woken = 0;
        try (ParkedThreads parked = new ParkedThreads(seats);
                DirectoryStream<Path> threads = Files.newDirectoryStream(SELF.resolve("task"))) {
            for (Path thread : threads) {
                if (parked.holds(thread)) {
                    parked.requireHandler();
                    boolean sent = WakeUpSignal.send(
                            Integer.parseInt(thread.getFileName().toString()));
                    woken += sent ? 1 : 0;
                }
            }
        }
        return woken;
    }

    private boolean holds(Path thread) throws IOException {
        Optional<BlockedCall> call = call(thread);
        if (call.isEmpty()) {
            return false;
        }
        return switch (call.get().kind()) {
            case ACCEPT -> seats.contains((int) call.get().first());
            case POLL -> isPolled(call.get().first(), call.get().second());
        };
    }

    private static Optional<BlockedCall> call(Path thread) throws IOException {
        try {
            return BlockedCall.parse(ProcFile.read(thread + "/syscall"));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT, Errno.ESRCH)) {
                return Optional.empty(); // the thread has ended
            }
            throw e;
        }
    }

    /** Reads the thread's pollfds through the kernel: its stack may be gone by now, which must be an error, not a crash. */
    private boolean isPolled(long address, long count) throws IOException {
        int size = (int) Math.min(count, POLLED_AT_MOST) * BlockedCall.POLLFD_SIZE;
        ByteBuffer pollfds = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        FileChannel from = memory();
        try {
            int read;
            do {
                read = from.read(pollfds, address + pollfds.position());
            } while (read > 0 && pollfds.hasRemaining());
        } catch (IOException | IllegalArgumentException vanished) {
            return false;
        }
        for (int at = 0; at + BlockedCall.POLLFD_SIZE <= pollfds.position(); at += BlockedCall.POLLFD_SIZE) {
            if (seats.contains(pollfds.getInt(at))) {
                return true;
            }
        }
        return false;
    }

    private FileChannel memory() throws IOException {
        FileChannel open = memory;
        if (open == null) {
            open = FileChannel.open(SELF.resolve("mem"));
            memory = open;
        }
        return open;
    }

    /** The signal's default action would end the process. */
    private void requireHandler() throws IOException {
        if (isHandlerSeen) {
            return;
        }
        String caught = Files.readAllLines(SELF.resolve("status"), ISO_8859_1).stream()
                .filter(line -> line.startsWith("SigCgt:"))
                .map(line -> line.substring("SigCgt:".length()).trim())
                .findAny()
                .orElse("0");
        if ((Long.parseUnsignedLong(caught, 16) >>> (WakeUpSignal.NUMBER - 1) & 1) == 0) {
            throw new GateRefusedException("an acceptor is parked, and the JDK's handler for signal "
                    + WakeUpSignal.NUMBER + " that would wake it is not installed; it stays parked");
        }
        isHandlerSeen = true;
    }

    @Override
    public void close() throws IOException {
        if (memory != null) {
            memory.close();
        }
    }
}

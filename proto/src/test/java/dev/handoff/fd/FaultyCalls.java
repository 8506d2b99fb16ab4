package dev.handoff.fd;

import com.kenai.jffi.MemoryIO;
import java.io.IOException;

/**
 * A kernel at its least obliging, within what the manual pages allow: it takes and gives a few bytes at a time, answers
 * EAGAIN where it need not, wakes poll(2) for nothing, and after so many bytes the peer dies. Notes what it was asked.
 */
final class FaultyCalls implements MessageCalls {
    private static final MemoryIO MEMORY = MemoryIO.getInstance();

    /** At most so many bytes a call. */
    int bytesACall = Integer.MAX_VALUE;
    /** One call in so many is done; those before it get EAGAIN. */
    int refusalsBefore;
    /** After so many bytes have passed, {@link #deathErrno}. */
    long bytesBeforeDeath = Long.MAX_VALUE;

    int deathErrno = 104;

    /** Run by another thread, as it were, between the descriptors' being written down and the kernel's taking them. */
    Runnable beforeSending = () -> {};

    int callsWithDescriptors;
    int sends;
    int flagsSeen = -1;
    private int refused;
    private long passed;

    @Override
    public long sendmsg(int fd, long message, int flags) throws ErrnoException {
        if (mustWait("sendmsg", message)) {
            return WOULD_WAIT;
        }
        sends++;
        flagsSeen &= flags;
        beforeSending.run();
        callsWithDescriptors += MEMORY.getLong(message + 40) > 0 ? 1 : 0;
        return count(KERNEL.sendmsg(fd, message, flags));
    }

    @Override
    public long recvmsg(int fd, long message, int flags) throws ErrnoException {
        if (mustWait("recvmsg", message)) {
            return WOULD_WAIT;
        }
        flagsSeen &= flags;
        return count(KERNEL.recvmsg(fd, message, flags));
    }

    @Override
    public int await(OwnedFd fd, int events, Deadline deadline) throws IOException {
        // Spurious: poll says ready, the call says EAGAIN.
        return refused > 0 && !deadline.isPast() ? events : KERNEL.await(fd, events, deadline);
    }

    private boolean mustWait(String call, long message) throws ErrnoException {
        if (passed >= bytesBeforeDeath) {
            throw new ErrnoException(call, deathErrno);
        }
        if (refused < refusalsBefore) {
            refused++;
            return true;
        }
        refused = 0;
        long iovec = MEMORY.getLong(message + 16);
        MEMORY.putLong(iovec + 8, Math.min(MEMORY.getLong(iovec + 8), bytesACall));
        return false;
    }

    private long count(long bytes) {
        passed += Math.max(0, bytes);
        return bytes;
    }
}

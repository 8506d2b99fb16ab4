package dev.handoff.fd;

import java.io.IOException;
import java.util.Optional;

/** A process held by descriptor, so that a signal can't reach another one that got its number: pidfd_open(2). */
public final class PidFd implements AutoCloseable {
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERPIDFD = 77;
    private static final int SYS_PIDFD_SEND_SIGNAL = 424;
    private static final int SYS_PIDFD_OPEN = 434;
    private static final int SYS_PIDFD_GETFD = 438;

    private final OwnedFd fd;

    private PidFd(OwnedFd fd) {
        this.fd = fd;
    }

    /** The process at the other end of a Unix connection: SO_PEERPIDFD. Empty before Linux 6.5, or if it is gone. */
    static Optional<PidFd> ofPeer(OwnedFd socket) {
        try {
            int number = socket.use(from -> SocketOptions.readInt(from, SOL_SOCKET, SO_PEERPIDFD));
            return Optional.of(new PidFd(OwnedFd.of(number)));
        } catch (IOException unknownToThisKernel) {
            return Optional.empty();
        }
    }

    /**
     * The process with this number now.
     *
     * @throws ErrnoException ESRCH if there is none
     */
    public static PidFd of(int pid) throws IOException {
        return new PidFd(OwnedFd.of((int) Libc.SYSCALL.tried(SYS_PIDFD_OPEN, pid, 0, 0, 0, 0)));
    }

    /**
     * Sends a signal.
     *
     * @throws ErrnoException ESRCH if the process is gone, EPERM if it is not ours to signal
     */
    public void signal(int number) throws IOException {
        fd.use(pidfd -> Libc.SYSCALL.tried(SYS_PIDFD_SEND_SIGNAL, pidfd, number, 0, 0, 0));
    }

    /**
     * A duplicate of one of its descriptors, close-on-exec: pidfd_getfd(2). The open file description is then shared with
     * that process, its flags too.
     *
     * @param number as it is in that process
     * @throws ErrnoException EPERM if we may not look into that process (ptrace(2), "access mode checking"), EBADF if it has
     *     no such descriptor, ESRCH if it has ended, ENOSYS before Linux 5.6, EMFILE
     */
    public OwnedFd descriptor(int number) throws IOException {
        return fd.use(pidfd -> OwnedFd.of((int) Libc.SYSCALL.tried(SYS_PIDFD_GETFD, pidfd, number, 0, 0, 0)));
    }

    /** True if the process has ended, reaped or not. */
    public boolean isEnded() throws IOException {
        return awaitEnd(Deadline.in(java.time.Duration.ZERO));
    }

    boolean awaitEndOr(OwnedFd readable, Deadline deadline) throws IOException {
        return Poll.either(fd, readable, deadline);
    }

    <T> T use(OwnedFd.Call<T> call) throws IOException {
        return fd.use(call);
    }

    /** True once the process has ended; false at the deadline. */
    public boolean awaitEnd(Deadline deadline) throws IOException {
        return Poll.readable(fd, deadline);
    }

    @Override
    public void close() {
        fd.close();
    }
}

package dev.handoff.fd;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file descriptor with one owner, who closes it or passes it on.
 *
 * <p>A number is never used after it was closed, whatever threads do: a call in progress keeps the descriptor open, and
 * the last one out closes it. A close does not interrupt such a call; see {@link UnixStream#close()} for one that does.
 *
 * <p>Hazard: {@link #number()} lends the bare number for code that can't take this object. It stays valid only as long as
 * the borrower knows that the owner has not closed it.
 */
public final class OwnedFd implements AutoCloseable {
    private static final int F_SETFD = 2;
    private static final int F_GETFD = 1;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int FD_CLOEXEC = 1;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final long GONE = 1L << 32;
    private static final long KEPT = 1L << 33;

    private final int number;
    /** Calls in progress in the lower half; whether the owner closed it, and whether the number was passed on. */
    private final AtomicLong state = new AtomicLong();

    private OwnedFd(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("descriptor " + number);
        }
        this.number = number;
    }

    /** Takes ownership of an open descriptor. */
    public static OwnedFd of(int number) {
        return new OwnedFd(number);
    }

    /** /dev/null, open for reading. */
    static OwnedFd nothing() throws IOException {
        try (CStrings path = new CStrings(java.util.List.of(UnixPath.bytesOf("/dev/null")))) {
            return of((int) Libc.OPEN.tried(path.address(0), O_CLOEXEC, 0));
        }
    }

    /** A call that takes the bare number. */
    @FunctionalInterface
    interface Call<T> {
        T on(int number) throws IOException;
    }

    /** Runs {@code call} while the descriptor is certain to stay open. */
    <T> T use(Call<T> call) throws IOException {
        int held = hold();
        try {
            return call.on(held);
        } finally {
            letGo();
        }
    }

    /** The number, certain to stay open until {@link #letGo()}, which must follow. */
    int hold() throws ClosedDescriptorException {
        while (true) {
            long now = state.get();
            if (now >= GONE) {
                throw new ClosedDescriptorException(number);
            }
            if (state.compareAndSet(now, now + 1)) {
                return number;
            }
        }
    }

    /** Ends what {@link #hold()} began. */
    void letGo() {
        if (state.decrementAndGet() == GONE) {
            closeNumber();
        }
    }

    /** The bare number, lent. */
    public int number() throws ClosedDescriptorException {
        if (state.get() >= GONE) {
            throw new ClosedDescriptorException(number);
        }
        return number;
    }

    public boolean isOpen() {
        return state.get() < GONE;
    }

    /** A new descriptor of the same open file description, close-on-exec. */
    public OwnedFd duplicate() throws IOException {
        return use(fd -> new OwnedFd((int) Libc.FCNTL.tried(fd, F_DUPFD_CLOEXEC, 3)));
    }

    /** As {@link #duplicate()}, with a number that is not below {@code least}. */
    OwnedFd duplicateFrom(int least) throws IOException {
        return use(fd -> new OwnedFd((int) Libc.FCNTL.tried(fd, F_DUPFD_CLOEXEC, least)));
    }

    /** Makes this number refer to what {@code source} refers to, in one step: dup3(2), close-on-exec. */
    public void becomeDuplicateOf(OwnedFd source) throws IOException {
        use(fd -> source.use(from -> Libc.DUP3.tried(from, fd, O_CLOEXEC)));
    }

    /** Closes on execve(2) from now on. Descriptors made by this package are so from the start. */
    public void setCloseOnExec() throws IOException {
        use(fd -> Libc.FCNTL.tried(fd, F_SETFD, Libc.FCNTL.tried(fd, F_GETFD, 0) | FD_CLOEXEC));
    }

    /**
     * Sets O_NONBLOCK. The flag belongs to the open file description, which other processes may share: it is only ever
     * set, never cleared.
     */
    public void setNonBlocking() throws IOException {
        use(fd -> {
            long flags = Libc.FCNTL.tried(fd, F_GETFL, 0);
            return (flags & O_NONBLOCK) != 0 ? 0L : Libc.FCNTL.tried(fd, F_SETFL, flags | O_NONBLOCK);
        });
    }

    public boolean isNonBlocking() throws IOException {
        return use(fd -> (Libc.FCNTL.tried(fd, F_GETFL, 0) & O_NONBLOCK) != 0);
    }

    /**
     * Gives the number away: from here on the caller closes it, and this object is closed.
     *
     * @throws IllegalStateException if a call is in progress
     */
    public int release() throws ClosedDescriptorException {
        if (state.compareAndSet(0, GONE | KEPT)) {
            return number;
        }
        if (state.get() >= GONE) {
            throw new ClosedDescriptorException(number);
        }
        throw new IllegalStateException("descriptor " + number + " is in use");
    }

    /** Closes it, now or when the last call in progress has returned. A second close does nothing. */
    @Override
    public void close() {
        while (true) {
            long now = state.get();
            if (now >= GONE) {
                return;
            }
            if (state.compareAndSet(now, now | GONE)) {
                if (now == 0) {
                    closeNumber();
                }
                return;
            }
        }
    }

    /** Closes all of them. */
    public static void closeAll(Iterable<OwnedFd> fds) {
        for (OwnedFd fd : fds) {
            fd.close();
        }
    }

    // Linux frees the number whatever close(2) returns, EINTR included: to try again would close somebody else's.
    private void closeNumber() {
        Libc.CLOSE.call(number);
    }

    @Override
    public String toString() {
        return "fd " + number + (isOpen() ? "" : " (closed)");
    }
}

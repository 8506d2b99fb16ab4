package dev.handoff.fd;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A process that {@link Spawn} started: ours to wait for. Held by a pidfd, so no signal meets a stranger with its number.
 *
 * <p>Whoever reaps children of this process wholesale must leave this one alone until it was awaited here; if not, its end is
 * known but not how.
 */
public final class ChildProcess implements AutoCloseable {
    private static final int P_PIDFD = 3;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int SIGINFO = 128;
    private static final int CODE = 8;
    private static final int PID = 16;
    private static final int STATUS = 24;
    private static final int CLD_EXITED = 1;

    private final int pid;
    private final boolean leads;
    private final PidFd handle;
    /** Guarded by this. */
    private Optional<ProcessEnd> end = Optional.empty();

    ChildProcess(int pid, boolean leads) throws IOException {
        this.pid = pid;
        this.leads = leads;
        this.handle = PidFd.of(pid);
    }

    public int pid() {
        return pid;
    }

    /** Its pidfd, for whoever watches it; ours to close. */
    public PidFd handle() {
        return handle;
    }

    /** Waits for its end and reaps it. Empty at the deadline. */
    public Optional<ProcessEnd> awaitEnd(Deadline deadline) throws IOException {
        synchronized (this) {
            if (end.isPresent()) {
                return end;
            }
        }
        return handle.awaitEnd(deadline) ? Optional.of(reap()) : Optional.empty();
    }

    /** True while it has not ended, as far as has been seen now. */
    public boolean isAlive() throws IOException {
        return awaitEnd(Deadline.in(Duration.ZERO)).isEmpty();
    }

    private synchronized ProcessEnd reap() throws IOException {
        if (end.isEmpty()) {
            end = Optional.of(handle.use(ChildProcess::waited));
        }
        return end.get();
    }

    private static ProcessEnd waited(int pidfd) throws ErrnoException {
        try (NativeBlock info = new NativeBlock(SIGINFO)) {
            Libc.WAITID.tried(P_PIDFD, pidfd, info.address(), WEXITED | WNOHANG);
            if (info.getInt(PID) == 0) {
                return ProcessEnd.unknown();
            }
            int status = info.getInt(STATUS);
            return info.getInt(CODE) == CLD_EXITED ? ProcessEnd.exited(status) : ProcessEnd.killed(status);
        } catch (ErrnoException e) {
            if (e.is(Errno.ECHILD)) {
                return ProcessEnd.unknown();
            }
            throw e;
        }
    }

    /**
     * Sends it a signal.
     *
     * @return false if it has ended
     */
    public boolean signal(int number) throws IOException {
        return sent(() -> handle.signal(number));
    }

    /**
     * Sends a signal to its process group: to it and to what it started, also when it has ended itself and left them.
     *
     * @return false if nobody is left
     * @throws IllegalStateException if it was started in the group of this process
     */
    public boolean signalGroup(int number) throws IOException {
        if (!leads) {
            throw new IllegalStateException("process " + pid + " leads no group");
        }
        // Its group keeps the number from being given to another process for as long as anybody is in it.
        return sent(() -> Libc.KILL.tried(-pid, number));
    }

    /** A signal being sent. */
    @FunctionalInterface
    private interface Sending {
        void run() throws IOException;
    }

    private static boolean sent(Sending sending) throws IOException {
        try {
            sending.run();
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.ESRCH)) {
                return false;
            }
            throw e;
        }
    }

    /** Lets go of it, and reaps it if it has ended. If it lives, it lives on. */
    @Override
    public void close() {
        try {
            awaitEnd(Deadline.in(Duration.ZERO));
        } catch (IOException e) {
            // Closed already, or never ours to reap: nothing is lost.
        } finally {
            handle.close();
        }
    }

    @Override
    public String toString() {
        return "process " + pid;
    }
}

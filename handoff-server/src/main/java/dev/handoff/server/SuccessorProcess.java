package dev.handoff.server;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.Errno;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.PidFd;
import dev.handoff.fd.UnixStream;
import dev.handoff.telemetry.Rehearsing;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * The process at the other end of an exchange, held by a pidfd where the kernel gives one: to know that it is dead, and to
 * end it when it hangs.
 */
final class SuccessorProcess implements AutoCloseable {
    private static final int SIGKILL = 9;
    private static final Duration DEATH = Duration.ofSeconds(5);

    private final Logger log = Rehearsing.log(SuccessorProcess.class);
    private final int pid;
    private final Optional<PidFd> handle;

    private SuccessorProcess(int pid, Optional<PidFd> handle) {
        this.pid = pid;
        this.handle = handle;
    }

    static SuccessorProcess of(UnixStream stream, int pid) {
        // In one process with us, as in a test or an application that hands over to itself, it must not be killed.
        boolean isForeign = pid != ProcessHandle.current().pid();
        return new SuccessorProcess(pid, isForeign ? stream.peerPidFd().or(() -> byNumber(pid)) : Optional.empty());
    }

    // Before Linux 6.5. Opened while the connection is alive, so the number is still that process's.
    private static Optional<PidFd> byNumber(int pid) {
        try {
            return pid > 0 ? Optional.of(PidFd.of(pid)) : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Its process id in our pid namespace; 0 when it has none. */
    int pid() {
        return pid;
    }

    /**
     * After its end of file: waits until the process is really gone, however long it lives on with its descriptor closed.
     * Without a handle the end of file has to do.
     *
     * @return false only if it can't be known
     */
    boolean awaitDeath() {
        return handle.map(process -> ended(process, Deadline.never())).orElse(true);
    }

    /** Kills it, and says whether it is known dead. */
    boolean kill() {
        if (handle.isEmpty()) {
            return false;
        }
        try {
            handle.get().signal(SIGKILL);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ESRCH)) {
                log.warn("successor pid {} hangs and can't be killed: {}", pid, e.getMessage());
                return false;
            }
        } catch (IOException closed) {
            return false;
        }
        return ended(handle.get(), Deadline.in(DEATH));
    }

    private static boolean ended(PidFd process, Deadline deadline) {
        try {
            return process.awaitEnd(deadline);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        handle.ifPresent(PidFd::close);
    }
}

package dev.handoff.client;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.PidFd;
import dev.handoff.fd.UnixStream;
import java.io.IOException;
import java.util.Optional;

/**
 * The process that listened at the control path, held by a pidfd where the kernel gives one (Linux 6.5): to know that it is
 * dead, and not only silent, before its duties are started again.
 */
final class PredecessorProcess implements AutoCloseable {
    private final Optional<PidFd> handle;

    private PredecessorProcess(Optional<PidFd> handle) {
        this.handle = handle;
    }

    static PredecessorProcess of(UnixStream stream) throws IOException {
        // In one process with us its end of file is all there is to see.
        boolean isForeign = stream.peer().pid() != ProcessHandle.current().pid();
        return new PredecessorProcess(isForeign ? stream.peerPidFd() : Optional.empty());
    }

    /** After its end of file: is it really gone? Without a handle the end of file has to do. */
    boolean awaitDeath(Deadline deadline) {
        if (handle.isEmpty()) {
            return true;
        }
        try {
            return handle.get().awaitEnd(deadline);
        } catch (IOException closed) {
            return false;
        }
    }

    @Override
    public void close() {
        handle.ifPresent(PidFd::close);
    }
}

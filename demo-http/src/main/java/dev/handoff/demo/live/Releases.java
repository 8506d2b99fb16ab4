package dev.handoff.demo.live;

import dev.handoff.Handoff;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.Status;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts the next release, as whoever deploys it would: this process's own command, with another label. What is started is a
 * process like any other; it outlives this one, which need not have been its parent.
 */
final class Releases {
    private static final File NOTHING = new File("/dev/null");

    private final Handoff handoff;
    private final boolean allowed;
    private @Nullable Started last; // guarded by this

    /** What was started, which may have ended since. */
    record Started(String release, Process process) {
        long pid() {
            return process.pid();
        }
    }

    /** None can be started now; the message says why. */
    static final class RefusedException extends Exception {
        private final boolean hasMoved;

        RefusedException(String message, boolean hasMoved) {
            super(message);
            this.hasMoved = hasMoved;
        }

        /** Another process would not refuse: on a new connection, it is the one that is asked. */
        boolean hasMoved() {
            return hasMoved;
        }
    }

    Releases(Handoff handoff, boolean allowed) {
        this.handoff = handoff;
        this.allowed = allowed;
    }

    /** What the next one would be called. */
    String next() {
        return Labels.next(
                handoff.release(),
                handoff.history().stream().map(HandoffRecord::getToRelease).toList());
    }

    /** Why none can be started now. */
    synchronized Optional<String> refusal() {
        try {
            require();
            return Optional.empty();
        } catch (RefusedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Starts it, and does not wait.
     *
     * @param broken one that crashes a second after it has taken over
     * @throws RefusedException if another one is on its way, or no one may start any
     * @throws IOException if the process cannot be started
     */
    synchronized Started start(boolean broken) throws RefusedException, IOException {
        require();
        String release = next();
        InetSocketAddress address = (InetSocketAddress) handoff.address("http");
        CommandLine command = CommandLine.ofThisProcess()
                .without("--crash-after")
                .with("--port", Integer.toString(address.getPort()))
                .with("--release", release);
        if (broken) {
            command = command.with("--crash-after", "1s");
        }
        // Its words go where ours go; a terminal that ends ours ends it as well.
        Process process = new ProcessBuilder(command.words())
                .redirectInput(NOTHING)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Started started = new Started(release, process);
        last = started;
        return started;
    }

    private synchronized void require() throws RefusedException {
        if (!allowed) {
            throw new RefusedException("the demo was started without --releases-from-page", false);
        }
        if (handoff.isYielded()) {
            throw new RefusedException(handoff.release() + " accepts no more: ask again", true);
        }
        Status status = handoff.status();
        if (status.hasSuccessor()) {
            throw new RefusedException(status.getSuccessor().getRelease() + " is taking over", false);
        }
        if (handoff.phase() != ProcessPhase.OWNER) {
            throw new RefusedException(handoff.release() + " is on probation", false);
        }
        // Until it has asked for the listener, only we know of it.
        Started before = last;
        if (before != null && before.process().isAlive()) {
            throw new RefusedException(before.release() + " is starting", false);
        }
    }
}

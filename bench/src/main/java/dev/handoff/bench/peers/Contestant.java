package dev.handoff.bench.peers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

/** A server that can be released, in one of the ways there are. What it starts, {@link #close} ends. */
interface Contestant extends AutoCloseable {
    /** For tables: what it is, and how it is released. */
    String name();

    /** Why it can't take part on this machine, with what is missing and which package has it; empty if it can. */
    Optional<String> missing();

    /** Starts the first release. It answers, or will soon. */
    void start(String release) throws IOException, InterruptedException;

    /** Where it answers. */
    InetSocketAddress address();

    /** Begins to release the next one. Returns when that is under way. */
    void release(String next) throws IOException, InterruptedException;

    /** The next one answers: what is still to be done by hand is done now, such as telling the old one to go. */
    default void answered() throws IOException, InterruptedException {}

    /**
     * Waits until all of the old release is gone.
     *
     * @return true if it is
     */
    boolean awaitOldGone() throws IOException, InterruptedException;

    /** What the new release said of its own phases, in microseconds since the epoch; in order. */
    default Map<String, Long> phases() throws IOException {
        return Map.of();
    }

    /** What the release that was started last has printed, for an error. */
    String said();

    @Override
    void close() throws IOException;
}

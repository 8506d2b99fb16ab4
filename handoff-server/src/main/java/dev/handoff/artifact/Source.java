package dev.handoff.artifact;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A place where the newest release is found. Used by one thread at a time; every call ends within a bound of its own.
 *
 * <p>What it says is believed in nothing: the bytes are proved when they are here.
 */
public interface Source extends AutoCloseable {
    /** The most that {@link #beside} returns. */
    int SMALL = 4096;

    /**
     * A small file that belongs to the artifact and has its name with {@code suffix} added.
     *
     * @throws UnavailableException if it can't be had, now or at all
     * @throws IOException otherwise, also if it is larger than {@link #SMALL} bytes
     */
    byte[] beside(String suffix) throws IOException, InterruptedException;

    /**
     * Opens the artifact as it is now.
     *
     * @param unless nothing is opened if this is still its tag; empty for always
     * @throws UnavailableException if it can't be had
     */
    Optional<Content> open(String unless) throws IOException, InterruptedException;

    /**
     * Opens it once more, from byte {@code from} on if it still has that tag and the source can do that, or from the first.
     *
     * @throws UnavailableException if it can't be had
     */
    Content resume(String tag, long from) throws IOException, InterruptedException;

    /** Returns after that time, or before if something may have changed. */
    default void await(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    @Override
    default void close() throws IOException {}
}

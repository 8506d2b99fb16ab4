package dev.handoff.artifact;

import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of an artifact, as a source gives them. Closed by who opened it; closing ends a read that waits.
 *
 * @param tag what its version is told by: an ETag, a time; empty if the source has no such thing
 * @param size of the whole artifact in bytes, negative if that is not known
 * @param from the first of {@code body}'s bytes within the artifact
 * @param label what people call this release
 */
public record Content(String tag, long size, long from, String label, InputStream body) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        body.close();
    }
}

package dev.handoff.agent.core;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * The wrapping, for TLS, of an answer whose head is another than the application's. What the application is told, and its buffers
 * show, is what became of its own bytes: of none, until all of the head is taken.
 */
final class HeadWrap {
    /** More than a head usually has, and less than a record may hold. */
    private static final int MOST = 8 * 1024;

    private final SSLEngine engine;
    private final CloseHeader close;
    private final ByteBuffer left;

    private HeadWrap(SSLEngine engine, CloseHeader close) {
        this.engine = engine;
        this.close = close;
        this.left = ByteBuffer.wrap(close.bytes()).asReadOnlyBuffer();
    }

    /** Of an answer that begins in the first of these. */
    static Optional<HeadWrap> of(SSLEngine engine, List<ByteBuffer> buffers) {
        return CloseHeader.of(buffers.get(0)).map(close -> new HeadWrap(engine, close));
    }

    /** True once the head is taken, and the application told so. */
    boolean isDone() {
        return !left.hasRemaining();
    }

    /** Wraps what is left of the head, and of what the application gives as much as goes with it into one record. */
    SSLEngineResult run(List<ByteBuffer> buffers, ByteBuffer into) throws SSLException {
        ByteBuffer body = body(buffers);
        SSLEngineResult result = engine.wrap(new ByteBuffer[] {left, body}, 0, 2, into);
        int consumed = 0;
        if (isDone() && result.getStatus() != SSLEngineResult.Status.CLOSED) {
            consumed = close.replaces() + body.position();
            skip(buffers, consumed);
        }
        return new SSLEngineResult(
                result.getStatus(),
                result.getHandshakeStatus(),
                consumed,
                result.bytesProduced(),
                result.sequenceNumber());
    }

    private ByteBuffer body(List<ByteBuffer> buffers) {
        ByteBuffer body = ByteBuffer.allocate(Math.max(0, MOST - left.remaining()));
        int skipped = close.replaces();
        for (ByteBuffer buffer : buffers) {
            ByteBuffer rest = buffer.duplicate();
            int skip = Math.min(skipped, rest.remaining());
            skipped -= skip;
            rest.position(rest.position() + skip);
            rest.limit(rest.position() + Math.min(rest.remaining(), body.remaining()));
            body.put(rest);
        }
        return body.flip();
    }

    private static void skip(List<ByteBuffer> buffers, int count) {
        int left = count;
        for (ByteBuffer buffer : buffers) {
            int skip = Math.min(left, buffer.remaining());
            buffer.position(buffer.position() + skip);
            left -= skip;
        }
    }
}

package dev.handoff.agent.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One write in which the head is another than the application's. What the application is told, and its buffers show, is what
 * became of its own bytes.
 */
final class HeadWrite {
    private static final long PAUSE_NANOS = 1_000_000;
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final SocketChannel channel;
    private final CloseHeader close;
    private final List<ByteBuffer> buffers;

    HeadWrite(SocketChannel channel, CloseHeader close, List<ByteBuffer> buffers) {
        this.channel = channel;
        this.close = close;
        this.buffers = buffers;
    }

    /** The count of the application's bytes that are written; 0 if none is, and none of ours either. */
    long run() throws IOException {
        long before = remaining();
        ByteBuffer first = buffers.get(0);
        ByteBuffer head = ByteBuffer.wrap(close.bytes());
        ByteBuffer rest = first.duplicate();
        rest.position(first.position() + close.replaces());
        ByteBuffer[] all = buffers.toArray(new ByteBuffer[0]);
        ByteBuffer[] replaced = new ByteBuffer[all.length + 1];
        System.arraycopy(all, 0, replaced, 1, all.length);
        replaced[0] = head;
        replaced[1] = rest;
        if (channel.write(replaced) == 0) {
            return 0;
        }
        finish(head);
        first.position(rest.position());
        return before - remaining();
    }

    // The socket took a part of it, with no room for more. There is no going back: the application believes its head to
    // be
    // written or not to be.
    private void finish(ByteBuffer head) throws IOException {
        long begun = System.nanoTime();
        while (head.hasRemaining()) {
            if (channel.write(head) == 0) {
                if (System.nanoTime() - begun > PATIENCE_NANOS) {
                    throw new IOException("the client does not read, and half of a response's head was written");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private long remaining() {
        long sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += buffer.remaining();
        }
        return sum;
    }
}

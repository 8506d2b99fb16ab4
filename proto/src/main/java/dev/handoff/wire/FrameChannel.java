package dev.handoff.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.UnixStream;
import dev.handoff.wire.v1.Envelope;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Frames on a stream: 4 bytes of length, big-endian, then one {@link Envelope} of at most {@link #MAX_PAYLOAD} bytes; the
 * frame's descriptors ride on its first byte.
 *
 * <p>Any thread may send; one at a time receives. Reads ask for exactly the bytes that a frame still needs, so two frames
 * never glue and no descriptor is attributed to the wrong one.
 */
public final class FrameChannel implements AutoCloseable {
    /** The largest envelope, in bytes. */
    public static final int MAX_PAYLOAD = 64 * 1024;

    private static final int HEADER = 4;

    private final UnixStream stream;
    private final Object sending = new Object();

    /** Takes ownership of {@code stream}. */
    public FrameChannel(UnixStream stream) {
        this.stream = stream;
    }

    public UnixStream stream() {
        return stream;
    }

    /** Sends a message that carries no descriptors. */
    public void send(Envelope.Builder message, Deadline deadline) throws IOException {
        send(message, List.of(), deadline);
    }

    /**
     * Sends a message with descriptors, which stay the caller's.
     *
     * @throws dev.handoff.fd.TimeoutException at the deadline; the channel is then of no more use
     */
    public void send(Envelope.Builder message, List<OwnedFd> descriptors, Deadline deadline) throws IOException {
        byte[] payload = message.setDescriptors(descriptors.size()).build().toByteArray();
        if (payload.length > MAX_PAYLOAD) {
            throw new IllegalArgumentException("a frame of " + payload.length + " bytes");
        }
        byte[] frame = ByteBuffer.allocate(HEADER + payload.length)
                .putInt(payload.length)
                .put(payload)
                .array();
        synchronized (sending) {
            stream.send(frame, descriptors, deadline);
        }
    }

    /**
     * Waits for the next frame and reads it whole.
     *
     * @throws EOFException if the peer is gone
     * @throws ProtocolException if what came is no frame, is too large, or has other descriptors than it declares; those
     *     that came are closed
     * @throws dev.handoff.fd.TruncatedException if descriptors were lost
     * @throws dev.handoff.fd.TimeoutException at the deadline
     */
    public Frame receive(Deadline deadline) throws IOException {
        byte[] header = new byte[HEADER];
        List<OwnedFd> descriptors = stream.receive(header, UnixStream.MAX_DESCRIPTORS, deadline);
        boolean whole = false;
        try {
            Frame frame = new Frame(payload(ByteBuffer.wrap(header).getInt(), deadline), descriptors);
            int declared = frame.envelope().getDescriptors();
            if (declared != descriptors.size()) {
                throw new ProtocolException(
                        "a frame declares " + declared + " descriptors and carries " + descriptors.size());
            }
            whole = true;
            return frame;
        } finally {
            if (!whole) {
                OwnedFd.closeAll(descriptors);
            }
        }
    }

    private Envelope payload(int length, Deadline deadline) throws IOException {
        if (length <= 0 || length > MAX_PAYLOAD) {
            throw new ProtocolException(
                    "a frame's length is 1 to " + MAX_PAYLOAD + ", not " + Integer.toUnsignedString(length));
        }
        byte[] payload = new byte[length];
        stream.receive(payload, 0, deadline);
        try {
            return Envelope.parseFrom(payload);
        } catch (InvalidProtocolBufferException e) {
            throw new ProtocolException("a frame of " + length + " bytes is no message: " + e.getMessage());
        }
    }

    /** Ends the connection, for waiting threads too. */
    @Override
    public void close() {
        stream.close();
    }
}

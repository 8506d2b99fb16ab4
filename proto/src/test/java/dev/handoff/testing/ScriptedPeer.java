package dev.handoff.testing;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.UnixStream;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Messages;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One end of a control connection that says exactly what a test tells it to, right or wrong. Heartbeats that come are
 * passed over; its own go out only between {@link #beat} and {@link #fallSilent}.
 */
public final class ScriptedPeer implements AutoCloseable {
    /** For an answer, on a machine that is busy with other things. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FrameChannel channel;
    /** Guarded by this. */
    private @Nullable Thread heart;

    /** Takes the channel over. */
    public ScriptedPeer(FrameChannel channel) {
        this.channel = channel;
    }

    /** Connects to the owner of a control path, and says nothing yet. */
    public static ScriptedPeer connect(Path control) throws IOException {
        return new ScriptedPeer(new FrameChannel(UnixStream.connect(control, PATIENCE)));
    }

    /** Sends one message. */
    public void say(Envelope.Builder line) throws IOException {
        channel.send(line, Deadline.in(PATIENCE));
    }

    /** Sends one message with descriptors, which stay the caller's. */
    public void say(Envelope.Builder line, List<OwnedFd> descriptors) throws IOException {
        channel.send(line, descriptors, Deadline.in(PATIENCE));
    }

    /** Sends what is no frame, perhaps. */
    public void sayBytes(byte[] bytes, List<OwnedFd> descriptors) throws IOException {
        channel.stream().send(bytes, descriptors, Deadline.in(PATIENCE));
    }

    /** Sends a message if the other end is still there. */
    public void mutter(Envelope.Builder line) throws IOException {
        try {
            say(line);
        } catch (ErrnoException gone) {
            // Then nobody hears it, which is as the script wants it.
        }
    }

    /** The next message, which must be {@code expected}; its descriptors are closed. */
    public Envelope hear(MessageCase expected) throws IOException {
        try (Frame frame = hearFrame(expected)) {
            return frame.envelope();
        }
    }

    /** The next message with its descriptors, the caller's. */
    public Frame hearFrame(MessageCase expected) throws IOException {
        Frame frame = next();
        if (frame.kind() != expected) {
            frame.close();
            throw new AssertionError("waited for " + expected + ", heard " + frame.envelope());
        }
        return frame;
    }

    /** What comes up to {@code expected}, that itself; whatever comes before is passed over. */
    public Envelope hearUntil(MessageCase expected) throws IOException {
        while (true) {
            try (Frame frame = next()) {
                if (frame.kind() == expected) {
                    return frame.envelope();
                }
            }
        }
    }

    private Frame next() throws IOException {
        Deadline deadline = Deadline.in(PATIENCE);
        while (!deadline.isPast()) {
            Frame frame = channel.receive(deadline);
            if (frame.kind() != MessageCase.HEARTBEAT) {
                return frame;
            }
            frame.close();
        }
        throw new AssertionError("heard nothing but heartbeats for " + PATIENCE);
    }

    /** The next heartbeat, which must come within {@code time}. */
    public void hearBeat(Duration time) throws IOException {
        try (Frame frame = channel.receive(Deadline.in(time))) {
            if (frame.kind() != MessageCase.HEARTBEAT) {
                throw new AssertionError("waited for a heartbeat, heard " + frame.envelope());
            }
        }
    }

    /** Waits for the other end to hang up. Throws if it says anything but heartbeats before. */
    public void hearEnd() throws IOException {
        try (Frame frame = next()) {
            throw new AssertionError("waited for the end, heard " + Messages.name(frame.envelope()));
        } catch (EOFException end) {
            // As it should be.
        } catch (ErrnoException reset) {
            // It hung up with something of ours unread.
        }
    }

    /** Nothing but heartbeats comes for {@code time}. */
    public void hearNothing(Duration time) throws IOException {
        Deadline deadline = Deadline.in(time);
        while (channel.stream().awaitReadable(deadline)) {
            try (Frame frame = channel.receive(Deadline.in(PATIENCE))) {
                if (frame.kind() != MessageCase.HEARTBEAT) {
                    throw new AssertionError("waited for nothing, heard " + frame.envelope());
                }
            }
        }
    }

    /** Sends heartbeats from now on. */
    public synchronized ScriptedPeer beat(Duration interval) {
        Thread thread = new Thread(() -> beatOn(interval), "scripted-heart");
        thread.setDaemon(true);
        heart = thread;
        thread.start();
        return this;
    }

    private void beatOn(Duration interval) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                say(Lines.heartbeat("SCRIPTED"));
                Thread.sleep(interval.toMillis());
            }
        } catch (IOException gone) {
            // Nobody listens any more.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** No more heartbeats, the connection open: as a process that was stopped. */
    public synchronized void fallSilent() throws InterruptedException {
        Thread thread = heart;
        if (thread != null) {
            heart = null;
            thread.interrupt();
            thread.join();
        }
    }

    public FrameChannel channel() {
        return channel;
    }

    /** Dies, as far as the other end can tell. */
    @Override
    public void close() {
        channel.close();
        try {
            fallSilent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

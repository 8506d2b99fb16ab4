package dev.handoff.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.IteratingCallback;

/** One WebSocket that sends back what it gets. */
final class EchoConnection extends AbstractConnection implements Connection.UpgradeTo {
    private final ByteBuffer in = ByteBuffer.allocate(EchoFrame.LARGEST);
    private final Outgoing outgoing = new Outgoing();
    private boolean leaving; // guarded by outgoing

    EchoConnection(EndPoint endPoint, Executor executor) {
        super(endPoint, executor);
    }

    @Override
    public void onUpgradeTo(ByteBuffer buffer) {
        in.put(buffer);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        onFillable();
    }

    @Override
    public void onFillable() {
        try {
            while (true) {
                echo();
                ByteBuffer room = in.slice().limit(0);
                int count = getEndPoint().fill(room);
                if (count == 0) {
                    fillInterested();
                    return;
                }
                if (count < 0) {
                    close();
                    return;
                }
                in.position(in.position() + count);
            }
        } catch (EchoFrame.BadFrameException e) {
            end(EchoFrame.close(e.code()));
        } catch (IOException e) {
            close();
        }
    }

    private void echo() throws EchoFrame.BadFrameException {
        in.flip();
        Optional<EchoFrame> frame = EchoFrame.parse(in);
        while (frame.isPresent()) {
            answer(frame.get());
            frame = EchoFrame.parse(in);
        }
        in.compact();
    }

    private void answer(EchoFrame frame) {
        switch (frame.opcode()) {
            case EchoFrame.CLOSE -> end(frame);
            case EchoFrame.PING -> send(EchoFrame.pong(frame.payload()), false);
            case EchoFrame.PONG -> {}
            default -> send(frame, false);
        }
    }

    /** Says that this end goes away; the connection ends when the peer has agreed, or with the server. */
    void leave() {
        send(EchoFrame.close(1001), true);
    }

    /** The peer said goodbye, or cannot be talked to: answers, unless this end said it first, and ends. */
    private void end(EchoFrame goodbye) {
        send(goodbye, true);
        synchronized (outgoing) {
            outgoing.queue.add(Outgoing.END);
        }
        outgoing.iterate();
    }

    /** A goodbye is the last frame that an end sends (RFC 6455, 5.5.1). */
    private void send(EchoFrame frame, boolean goodbye) {
        synchronized (outgoing) {
            if (leaving) {
                return;
            }
            leaving = goodbye;
            outgoing.queue.add(frame.bytes());
        }
        outgoing.iterate();
    }

    private final class Outgoing extends IteratingCallback {
        /** Ends the connection; no frame is empty. */
        private static final ByteBuffer END = BufferUtil.EMPTY_BUFFER;

        private final Queue<ByteBuffer> queue = new ArrayDeque<>(); // guarded by this

        @Override
        protected Action process() {
            ByteBuffer next;
            synchronized (this) {
                next = queue.poll();
            }
            if (next == null) {
                return Action.IDLE;
            }
            if (!next.hasRemaining()) {
                return Action.SUCCEEDED;
            }
            getEndPoint().write(this, next);
            return Action.SCHEDULED;
        }

        @Override
        protected void onCompleteSuccess() {
            EchoConnection.this.close();
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            EchoConnection.this.close();
        }
    }
}

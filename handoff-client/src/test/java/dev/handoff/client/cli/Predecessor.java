package dev.handoff.client.cli;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Poll;
import dev.handoff.fd.Sockets;
import dev.handoff.fd.UnixStream;
import dev.handoff.testing.Literal;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Manifest;
import dev.handoff.wire.Messages;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import dev.handoff.wire.v1.Request;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What answers at a control path, as far as the command goes: real sockets, real frames, real listeners, and a script that
 * can be told to break off or to lie at any point. The daemon itself lives in a module that may not be used here.
 */
final class Predecessor implements AutoCloseable {
    /** What to do instead of the next honest answer. */
    interface Misdeed {
        /** Returns true if it was done, false to go on honestly. */
        boolean commit(FrameChannel channel, MessageCase asked) throws IOException;
    }

    private static final Misdeed NONE = (channel, asked) -> false;

    private final OwnedFd socket;
    private final Path path;
    private final List<NamedListener> listeners = new ArrayList<>();
    private final BlockingQueue<Envelope> heard = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::serve, "predecessor");
    private volatile Misdeed misdeed = NONE;
    private volatile Status status = Status.getDefaultInstance();
    private volatile boolean closed;

    Predecessor(Path control) throws IOException {
        path = control;
        socket = Sockets.listenUnix(control, 10);
        thread.start();
    }

    Predecessor serving(String name, OwnedFd fd) throws IOException {
        listeners.add(NamedListener.of(name, 10, fd));
        return this;
    }

    Predecessor servingTcp(String name) throws IOException {
        return serving(name, Sockets.listenTcp(Family.INET, Literal.anyPort("127.0.0.1"), 10));
    }

    Predecessor reporting(Status report) {
        status = report;
        return this;
    }

    Predecessor lying(Misdeed how) {
        misdeed = how;
        return this;
    }

    List<NamedListener> listeners() {
        return listeners;
    }

    /** The next message of this kind that came; what came before it is forgotten. */
    Envelope heard(MessageCase kind) throws InterruptedException {
        while (true) {
            Envelope next = heard.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no " + kind + " came");
            }
            if (next.getMessageCase() == kind) {
                return next;
            }
        }
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private void serve() {
        while (!closed) {
            try {
                if (!Poll.readable(socket, Deadline.in(Duration.ofMillis(50)))) {
                    continue;
                }
                OwnedFd accepted = Sockets.accept(socket).orElseThrow();
                try (FrameChannel channel = new FrameChannel(UnixStream.of(accepted))) {
                    converse(channel);
                }
            } catch (IOException hungUp) {
                // The end of every conversation.
            }
        }
    }

    private void converse(FrameChannel channel) throws IOException {
        while (true) {
            try (Frame frame = channel.receive(soon())) {
                heard.add(frame.envelope());
                if (!misdeed.commit(channel, frame.kind())) {
                    answer(channel, frame.envelope());
                }
            }
        }
    }

    private void answer(FrameChannel channel, Envelope message) throws IOException {
        Envelope.Builder answer = Envelope.newBuilder();
        switch (message.getMessageCase()) {
            case HELLO -> {
                answer.getWelcomeBuilder().setVersion(1).setGeneration(7).setRelease("2026.11.1");
                channel.send(answer, soon());
            }
            case INSPECT -> channel.send(answer.setStatus(status), soon());
            case REQUEST -> grant(channel, message.getRequest());
            default -> {}
        }
    }

    private void grant(FrameChannel channel, Request request) throws IOException {
        List<NamedListener> asked = new ArrayList<>(listeners);
        if (request.getListenersCount() > 0) {
            asked.removeIf(listener -> !request.getListenersList().contains(listener.name()));
        }
        if (asked.size() < request.getListenersCount()) {
            channel.send(
                    Messages.refused(dev.handoff.wire.v1.RefusalCode.UNKNOWN_LISTENER, "no such listener here"),
                    soon());
            return;
        }
        List<List<NamedListener>> parts = Manifest.parts(asked);
        for (int part = 0; part < parts.size(); part++) {
            Envelope.Builder grant = Envelope.newBuilder();
            grant.getGrantBuilder().setPart(part).setParts(parts.size()).setGeneration(8);
            List<OwnedFd> descriptors = new ArrayList<>();
            for (NamedListener listener : parts.get(part)) {
                grant.getGrantBuilder().addListeners(Manifest.entry(listener, descriptors.size()));
                descriptors.add(listener.fd());
            }
            channel.send(grant, descriptors, soon());
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        socket.close();
        listeners.forEach(NamedListener::close);
        Files.deleteIfExists(path);
    }
}

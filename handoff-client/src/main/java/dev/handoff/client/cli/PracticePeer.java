package dev.handoff.client.cli;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Poll;
import dev.handoff.fd.Sockets;
import dev.handoff.fd.UnixStream;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Manifest;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.Envelope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Answers one connection at a path of this process's own as a predecessor would that has one listener, which nobody uses. */
final class PracticePeer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path path;
    private final OwnedFd socket;
    private final NamedListener listener;
    private final Thread thread = new Thread(this::serve, "practice");

    private PracticePeer(Path path, OwnedFd socket, NamedListener listener) {
        this.path = path;
        this.socket = socket;
        this.listener = listener;
    }

    static PracticePeer at(Path path) throws IOException {
        OwnedFd socket = Sockets.listenUnix(path, 1);
        OwnedFd listening = Sockets.listenTcp(
                Family.INET, new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 1);
        PracticePeer peer = new PracticePeer(path, socket, NamedListener.of("practice", 1, listening));
        peer.thread.setDaemon(true);
        peer.thread.start();
        return peer;
    }

    private static Deadline soon() {
        return Deadline.in(PATIENCE);
    }

    private void serve() {
        try {
            if (Poll.readable(socket, soon())) {
                try (FrameChannel channel =
                        new FrameChannel(UnixStream.of(Sockets.accept(socket).orElseThrow()))) {
                    while (true) {
                        try (Frame frame = channel.receive(soon())) {
                            answer(channel, frame.envelope());
                        }
                    }
                }
            }
        } catch (IOException hungUp) {
            // The end of a conversation.
        }
    }

    private void answer(FrameChannel channel, Envelope message) throws IOException {
        Envelope.Builder answer = Envelope.newBuilder();
        switch (message.getMessageCase()) {
            case HELLO -> {
                answer.getWelcomeBuilder().setVersion(1).setGeneration(1).setRelease("practice");
                channel.send(answer, soon());
            }
            case INSPECT -> {
                answer.getStatusBuilder().setGeneration(1).addListeners(Manifest.entry(listener, 0));
                answer.getStatusBuilder().getLastHandoffBuilder().setOutcome("none");
                channel.send(answer, soon());
            }
            case REQUEST -> {
                answer.getGrantBuilder().setPart(0).setParts(1).setGeneration(2);
                answer.getGrantBuilder().addListeners(Manifest.entry(listener, 0));
                channel.send(answer, List.of(listener.fd()), soon());
            }
            default -> {}
        }
    }

    @Override
    public void close() throws IOException {
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        socket.close();
        listener.close();
        Files.deleteIfExists(path);
    }
}

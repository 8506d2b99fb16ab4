package dev.handoff.testing;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Poll;
import dev.handoff.fd.Sockets;
import dev.handoff.fd.UnixStream;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Manifest;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import dev.handoff.wire.v1.Generation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An owner of a control path that goes as far as a test wants it to: generation 1, release {@code scripted}, with real
 * listeners on loopback. It accepts nothing at them.
 */
public final class ScriptedPredecessor implements AutoCloseable {
    private static final int BACKLOG = 64;

    private final OwnedFd socket;
    private final List<NamedListener> listeners = new ArrayList<>();
    private final List<ScriptedPeer> peers = new ArrayList<>();
    private Duration heartbeat = Duration.ofMillis(50);
    private Duration silence = Duration.ofSeconds(10);

    private ScriptedPredecessor(OwnedFd socket) {
        this.socket = socket;
    }

    /** Listens at {@code control}, and at a port of its own for each name. */
    public static ScriptedPredecessor at(Path control, String... names) throws IOException {
        Files.deleteIfExists(control);
        ScriptedPredecessor predecessor = new ScriptedPredecessor(Sockets.listenUnix(control, BACKLOG));
        for (String name : names) {
            predecessor.listeners.add(NamedListener.of(
                    name, BACKLOG, Sockets.listenTcp(Family.INET, Literal.anyPort("127.0.0.1"), BACKLOG)));
        }
        return predecessor;
    }

    /** What the grant will say of heartbeats. */
    public ScriptedPredecessor hearts(Duration interval, Duration silent) {
        heartbeat = interval;
        silence = silent;
        return this;
    }

    public List<NamedListener> listeners() {
        return listeners;
    }

    /** Where the first listener is. */
    public InetSocketAddress address() {
        return listeners.get(0).facts().name().inetSocketAddress();
    }

    /** The next one to connect, who has said nothing yet. */
    public ScriptedPeer accept() throws IOException {
        Deadline deadline = Deadline.in(ScriptedPeer.PATIENCE);
        while (Poll.readable(socket, deadline)) {
            Optional<OwnedFd> connection = Sockets.accept(socket);
            if (connection.isPresent()) {
                ScriptedPeer peer = new ScriptedPeer(new FrameChannel(UnixStream.of(connection.get())));
                peers.add(peer);
                return peer;
            }
        }
        throw new AssertionError("nobody connected");
    }

    /** The next one to connect, greeted. */
    public ScriptedPeer greet() throws IOException {
        ScriptedPeer peer = accept();
        peer.hear(MessageCase.HELLO);
        peer.say(Lines.welcome(1, "scripted"));
        return peer;
    }

    /** The next one to connect, greeted, its request heard and granted. Heartbeats are the caller's to send. */
    public ScriptedPeer grant() throws IOException {
        ScriptedPeer peer = greet();
        peer.hear(MessageCase.REQUEST);
        peer.say(grantOf(1, listeners), fds(listeners));
        return peer;
    }

    /** The first part of a grant in {@code parts}. */
    public Envelope.Builder grantOf(int parts, List<NamedListener> granted) {
        Envelope.Builder envelope = Envelope.newBuilder();
        envelope.getGrantBuilder()
                .setParts(parts)
                .setGeneration(2)
                .setHeartbeatMillis((int) heartbeat.toMillis())
                .setSilenceMillis((int) silence.toMillis())
                .setReadyWithinMillis(60_000)
                .addLineage(Generation.newBuilder()
                        .setNumber(1)
                        .setRelease("scripted")
                        .setInstance("scripted-scripted"));
        for (int position = 0; position < granted.size(); position++) {
            envelope.getGrantBuilder().addListeners(Manifest.entry(granted.get(position), position));
        }
        return envelope;
    }

    /** The descriptors that ride with {@link #grantOf}. */
    public static List<OwnedFd> fds(List<NamedListener> granted) {
        return granted.stream().map(NamedListener::fd).toList();
    }

    /** Dies: everything it holds goes, and its socket stays behind at the path. */
    @Override
    public void close() {
        socket.close();
        listeners.forEach(NamedListener::close);
        peers.forEach(ScriptedPeer::close);
    }
}

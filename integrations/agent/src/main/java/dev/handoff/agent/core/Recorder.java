package dev.handoff.agent.core;

import dev.handoff.server.RequestRecorder;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.RecordedRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notes which safe requests the application is asked, while a successor starts and for no longer: before and after, nothing in here
 * is called. A path and no more is kept, in memory, never in a log. Thread-safe.
 */
final class Recorder implements RequestRecorder {
    private static final int MOST = 64;
    private static final int MOST_CHARACTERS = 16 * 1024;

    private final Hooks hooks;
    private final boolean keepsQueries;
    private volatile Supplier<? extends Collection<NamedListener>> listeners = List::of;
    private volatile boolean isFull = true;
    /** Guarded by this, as are the next: each once, the first first. */
    private final Map<RequestLine, RecordedRequest> noted = new LinkedHashMap<>();

    private int characters;
    private List<RecordedRequest> inherited = List.of();
    private int started;

    Recorder(Hooks hooks, boolean keepsQueries) {
        this.hooks = hooks;
        this.keepsQueries = keepsQueries;
    }

    /** Of connections to these. */
    void of(Supplier<? extends Collection<NamedListener>> ours) {
        listeners = ours;
    }

    /** What our predecessor was asked is passed on, as far as what we are asked leaves room: there are quiet hours. */
    synchronized void inherit(List<RecordedRequest> before) {
        inherited = List.copyOf(before);
    }

    @Override
    public synchronized void start() {
        started++;
        noted.clear();
        characters = 0;
        isFull = false;
        hooks.record(this);
    }

    @Override
    public synchronized List<RecordedRequest> stop() {
        started--;
        if (started == 0) {
            isFull = true;
            hooks.stopRecording();
        }
        inherited.forEach(this::add);
        return new ArrayList<>(noted.values());
    }

    /** What was read, from a connection or by Netty's decoder: {@link Hooks}. It must not fail, whatever it is. */
    @Nullable
    Object note(Object source, Object[] facts) throws ReflectiveOperationException, IOException {
        if (isFull) {
            return null;
        }
        if (facts instanceof String[] words) {
            if (words.length == 3 && words[2].equals("HTTP/1.1")) {
                RequestLine.of(words[0], words[1]).ifPresent(line -> add(line, ""));
            }
            return null;
        }
        int count = ((Long) facts[0]).intValue();
        Optional<RequestLine> line = count > 0 ? RequestLine.at(read(facts, count)) : Optional.empty();
        if (line.isPresent()) {
            nameOf(source).ifPresent(name -> add(line.get(), name));
        }
        return null;
    }

    private static ByteBuffer read(Object[] facts, int count) {
        if (facts[1] instanceof ByteBuffer buffer) {
            ByteBuffer bytes = buffer.duplicate();
            return bytes.position(buffer.position() - count).limit(buffer.position());
        }
        return ByteBuffer.wrap((byte[]) facts[1], (Integer) facts[2], count);
    }

    /** Of the listener that accepted it; empty if that is none of ours. */
    private Optional<String> nameOf(Object connection) throws ReflectiveOperationException, IOException {
        int port = -1;
        if (!(connection instanceof SocketChannel channel)) {
            port = Answers.localPort(connection);
        } else if (channel.getLocalAddress() instanceof InetSocketAddress local) {
            port = local.getPort();
        }
        int at = port;
        return listeners.get().stream()
                .filter(listener -> listener.facts().name().port() == at)
                .map(NamedListener::name)
                .findFirst();
    }

    private void add(RequestLine whole, String listener) {
        RequestLine line = keepsQueries ? whole : whole.withoutQuery();
        add(RecordedRequest.newBuilder()
                .setListener(listener)
                .setMethod(line.method())
                .setTarget(line.target())
                .build());
    }

    private synchronized void add(RecordedRequest request) {
        RequestLine line = new RequestLine(request.getMethod(), request.getTarget());
        RecordedRequest known = noted.get(line);
        if (known == null && noted.size() < MOST && characters < MOST_CHARACTERS) {
            noted.put(line, request);
            characters += line.target().length();
            isFull = isFull || noted.size() == MOST;
        } else if (known != null && known.getListener().isEmpty()) {
            noted.put(line, request); // Netty's decoder does not know where, and what the channel read does
        }
    }
}

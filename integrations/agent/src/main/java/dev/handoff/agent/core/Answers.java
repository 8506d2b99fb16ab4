package dev.handoff.agent.core;

import dev.handoff.fd.SocketName;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * While this process drains, the answers that it gives on kept connections ask the client to open another one. Before and
 * after, nothing in here is called.
 *
 * <p>What is taken for an answer: the first write after something was read, on a connection that one of our listeners
 * accepted, if it begins with the head of an HTTP/1.1 response. A body that happens to begin like that is not the first, unless
 * a pipelined request was read between the head and it: docs/adr/0010-agent.md.
 */
final class Answers {
    /** Set while this thread writes for the hook, which is not to be called again by that. */
    private static final ThreadLocal<@Nullable Boolean> OURS = new ThreadLocal<>();

    private final Hooks hooks;
    /** Connections on which something was read since the last write. */
    private final Set<Object> asked = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** Answers of which the engine has taken a part of the head only. */
    private final Map<SSLEngine, HeadWrap> begun = Collections.synchronizedMap(new WeakHashMap<>());

    private volatile Collection<SocketName> listeners = List.of();

    Answers(Hooks hooks) {
        this.hooks = hooks;
    }

    /** Loads what the first answer of a drain would have to wait for: some 15 ms were seen. No answer is changed by it. */
    void rehearse() throws IllegalAccessException {
        ByteBuffer answer =
                ByteBuffer.wrap("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        boolean isChanged = !CloseHeader.isInterim(answer)
                && CloseHeader.of(answer).isPresent()
                && isOurPort(-1)
                && OURS.get() == null;
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        lookup.ensureInitialized(HeadWrite.class);
        lookup.ensureInitialized(HeadWrap.class);
        LoggerFactory.getLogger("handoff").trace("rehearsed: {}", isChanged);
    }

    /** From here on answers say that the connection will close. */
    void drain(Collection<SocketName> served) {
        listeners = List.copyOf(served);
        hooks.drain(this);
    }

    /** From here on they are as the application gives them. */
    void goOn() {
        hooks.goOn();
        asked.clear();
    }

    @Nullable
    Object read(Object connection, long count) {
        if (count > 0) {
            asked.add(connection);
        }
        return null;
    }

    /** Writes what is to be written, with the field; null if it is to be written as it is. */
    @Nullable
    Object write(SocketChannel channel, Object[] arguments) throws IOException {
        if (OURS.get() != null || asked.isEmpty()) {
            return null;
        }
        List<ByteBuffer> buffers = arguments.length == 1
                ? nonEmpty(new ArrayList<>(List.of((ByteBuffer) arguments[0])))
                : buffers(arguments);
        if (buffers.isEmpty() || !asked.remove(channel) || !isOurAddress(channel.getLocalAddress())) {
            return null;
        }
        if (CloseHeader.isInterim(buffers.get(0))) {
            asked.add(channel);
            return null;
        }
        Optional<CloseHeader> close = CloseHeader.of(buffers.get(0));
        if (close.isEmpty()) {
            return null;
        }
        OURS.set(true);
        try {
            long written = new HeadWrite(channel, close.get(), buffers).run();
            if (written == 0) {
                asked.add(channel);
            }
            return written;
        } finally {
            OURS.remove();
        }
    }

    /** What {@link SSLEngine#wrap} returns, of an answer with the field; null if it is to be wrapped as it is. */
    @Nullable
    SSLEngineResult wrap(SSLEngine engine, Object[] arguments) throws SSLException {
        if (OURS.get() != null || (asked.isEmpty() && begun.isEmpty())) {
            return null;
        }
        List<ByteBuffer> buffers = buffers(arguments);
        HeadWrap wrap = buffers.isEmpty() ? null : begun.remove(engine);
        if (wrap == null) {
            if (buffers.isEmpty() || engine.getUseClientMode() || !asked.remove(engine)) {
                return null;
            }
            if (CloseHeader.isInterim(buffers.get(0))) {
                asked.add(engine);
                return null;
            }
            wrap = HeadWrap.of(engine, buffers).orElse(null);
        }
        return wrap == null ? null : wrap(engine, wrap, buffers, arguments);
    }

    private SSLEngineResult wrap(SSLEngine engine, HeadWrap wrap, List<ByteBuffer> buffers, Object[] arguments)
            throws SSLException {
        OURS.set(true);
        try {
            ByteBuffer into = ((ByteBuffer[]) arguments[3])[(Integer) arguments[4]];
            SSLEngineResult result = wrap.run(buffers, into);
            if (!wrap.isDone()) {
                begun.put(engine, wrap);
            }
            return result;
        } finally {
            OURS.remove();
        }
    }

    private static List<ByteBuffer> buffers(Object[] arguments) {
        ByteBuffer[] array = (ByteBuffer[]) arguments[0];
        int offset = (Integer) arguments[1];
        int length = (Integer) arguments[2];
        if (array == null || offset < 0 || length < 0 || length > array.length - offset) {
            return List.of(); // the JDK has the words for that
        }
        // There may be nulls beside them: Netty uses one array for all its writes.
        List<ByteBuffer> some = Arrays.asList(array).subList(offset, offset + length);
        return some.contains(null) ? List.of() : nonEmpty(new ArrayList<>(some));
    }

    private static List<ByteBuffer> nonEmpty(List<ByteBuffer> all) {
        while (!all.isEmpty() && !all.get(0).hasRemaining()) {
            all.remove(0);
        }
        return all;
    }

    /** The bytes to send instead; null if they are to be sent as they are. */
    byte @Nullable [] send(Object socket, Object[] arguments) throws ReflectiveOperationException, IOException {
        if (asked.isEmpty()) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap((byte[]) arguments[0], (Integer) arguments[1], (Integer) arguments[2]);
        if (!bytes.hasRemaining() || !asked.remove(socket) || !isOurs(socket)) {
            return null;
        }
        if (CloseHeader.isInterim(bytes)) {
            asked.add(socket);
            return null;
        }
        Optional<CloseHeader> close = CloseHeader.of(bytes);
        if (close.isEmpty()) {
            return null;
        }
        byte[] head = close.get().bytes();
        int rest = bytes.remaining() - close.get().replaces();
        byte[] all = new byte[head.length + rest];
        System.arraycopy(head, 0, all, 0, head.length);
        bytes.get(bytes.position() + close.get().replaces(), all, head.length, rest);
        return all;
    }

    static int localPort(Object socket) throws ReflectiveOperationException {
        if (socket instanceof Socket tls) {
            return tls.getLocalPort();
        }
        Method port = SocketImpl.class.getDeclaredMethod("getLocalPort");
        port.setAccessible(true);
        try {
            return (Integer) port.invoke(socket);
        } catch (InvocationTargetException e) {
            return -1;
        }
    }

    private boolean isOurs(Object socket) throws ReflectiveOperationException, IOException {
        return socket instanceof SocketChannel channel
                ? isOurAddress(channel.getLocalAddress())
                : isOurPort(localPort(socket));
    }

    private boolean isOurAddress(@Nullable SocketAddress local) {
        if (local instanceof InetSocketAddress inet) {
            return isOurPort(inet.getPort());
        }
        return local != null; // Unix: connections of ours have the listener's path, a client's have none
    }

    private boolean isOurPort(int port) {
        return listeners.stream().anyMatch(listener -> listener.port() == port && port != 0);
    }
}

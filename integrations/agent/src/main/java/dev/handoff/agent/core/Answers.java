package dev.handoff.agent.core;

import dev.handoff.fd.SocketName;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * While this process drains, the answers that it gives on kept connections ask the client to open another one. Before and
 * after, no class is woven for it and nothing is paid.
 *
 * <p>What is taken for an answer: the first write after something was read, on a connection that one of our listeners
 * accepted, if it begins with the head of an HTTP/1.1 response. A body that happens to begin like that is not the first, unless
 * a pipelined request was read between the head and it: docs/adr/0010-agent.md.
 */
final class Answers {
    /** Set while this thread writes for the hook, which is not to be called again by that. */
    private static final ThreadLocal<@Nullable Boolean> OURS = new ThreadLocal<>();

    private final Instrumentation instrumentation;
    private final Weaver weaver;
    /** Connections on which something was read since the last write. */
    private final Set<Object> asked = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private volatile Collection<SocketName> listeners = List.of();

    Answers(Instrumentation instrumentation, Weaver weaver) {
        this.instrumentation = instrumentation;
        this.weaver = weaver;
    }

    /** From here on answers say that the connection will close. */
    void drain(Collection<SocketName> served) {
        listeners = List.copyOf(served);
        weave(true);
    }

    /** From here on they are as the application gives them. */
    void goOn() {
        weave(false);
        asked.clear();
    }

    private synchronized void weave(boolean drains) {
        weaver.drain(drains);
        List<Class<?>> classes = new ArrayList<>();
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            String name = loaded.getName();
            if (name.equals("sun.nio.ch.SocketChannelImpl")
                    || name.equals("sun.nio.ch.NioSocketImpl")
                    || name.endsWith("io.netty.handler.codec.http.HttpResponseEncoder")) {
                classes.add(loaded);
            }
        }
        try {
            instrumentation.retransformClasses(classes.toArray(new Class<?>[0]));
        } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
            LoggerFactory.getLogger("handoff")
                    .warn(
                            "kept connections are not asked to close, and end with the application's stop: {}",
                            e.toString());
        }
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
        List<ByteBuffer> buffers = buffers(arguments);
        if (buffers.isEmpty() || !asked.remove(channel) || !isOurs(channel.getLocalAddress())) {
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

    private static List<ByteBuffer> buffers(Object[] arguments) {
        List<ByteBuffer> all = new ArrayList<>();
        if (arguments.length == 1) {
            all.add((ByteBuffer) arguments[0]);
        } else {
            ByteBuffer[] array = (ByteBuffer[]) arguments[0];
            int offset = (Integer) arguments[1];
            int length = (Integer) arguments[2];
            if (offset < 0 || length < 0 || length > array.length - offset) {
                return all; // the JDK has the words for that
            }
            all.addAll(List.of(array).subList(offset, offset + length));
        }
        while (!all.isEmpty() && !all.get(0).hasRemaining()) {
            all.remove(0);
        }
        return all;
    }

    /** The bytes to send instead; null if they are to be sent as they are. */
    byte @Nullable [] send(Object socket, Object[] arguments) throws ReflectiveOperationException {
        if (asked.isEmpty()) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap((byte[]) arguments[0], (Integer) arguments[1], (Integer) arguments[2]);
        if (!bytes.hasRemaining() || !asked.remove(socket) || !isOurPort(localPort(socket))) {
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

    private static int localPort(Object socket) throws ReflectiveOperationException {
        Method port = SocketImpl.class.getDeclaredMethod("getLocalPort");
        port.setAccessible(true);
        try {
            return (Integer) port.invoke(socket);
        } catch (InvocationTargetException e) {
            return -1;
        }
    }

    private boolean isOurs(@Nullable SocketAddress local) {
        if (local instanceof InetSocketAddress inet) {
            return isOurPort(inet.getPort());
        }
        return local != null; // Unix: connections of ours have the listener's path, a client's have none
    }

    private boolean isOurPort(int port) {
        return listeners.stream().anyMatch(listener -> listener.port() == port && port != 0);
    }
}

package dev.handoff.agent.core;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import org.jspecify.annotations.Nullable;

/**
 * What woven code calls. Never used where it is: {@link Hook} defines a copy of it into {@code java.net}, so it may name no class
 * but the JDK's, and hold no lambda.
 *
 * <p>A field is null while nobody wants to know. That is nearly always: a read or a write of the application then costs a look at
 * one or two fields. {@link Hooks} says what the functions are called with.
 */
public final class HandoffHook {
    static volatile @Nullable BiFunction<Object, Object, @Nullable Object> bind;
    static volatile @Nullable BiConsumer<Object, Object> sat;
    static volatile @Nullable BiFunction<Object, Object, @Nullable Object> delete;
    static volatile @Nullable BiConsumer<Object, Object> read;
    static volatile @Nullable BiFunction<Object, Object, @Nullable Object> write;
    static volatile @Nullable BiFunction<Object, Object, @Nullable Object> send;
    static volatile @Nullable BiFunction<Object, Object, @Nullable Object> wrap;
    static volatile @Nullable BiConsumer<Object, Object> request;

    private HandoffHook() {}

    /** Before a bind: true if it is to be skipped, for the number refers to a bound socket now. */
    public static boolean bind(int number, SocketAddress address) {
        BiFunction<Object, Object, @Nullable Object> hook = bind;
        return hook != null && hook.apply(number, address) != null;
    }

    /** After a bind on the same thread, and its listen. */
    public static void sat() {
        BiConsumer<Object, Object> hook = sat;
        if (hook != null) {
            hook.accept("", "");
        }
    }

    /** Before the deletion of a path or a file: true if it is to stay, and the application to be told that it is deleted. */
    public static boolean delete(Object file) {
        BiFunction<Object, Object, @Nullable Object> hook = delete;
        return hook != null && hook.apply(file, "") != null;
    }

    /** So much was read on a channel, a socket or an engine. */
    public static void read(long count, Object connection) {
        BiConsumer<Object, Object> hook = read;
        if (hook != null) {
            hook.accept(connection, count);
        }
    }

    /** The same, when a request may begin in it, which ends at the buffer's position. */
    public static void read(long count, Object connection, ByteBuffer into) {
        read(count, connection);
        BiConsumer<Object, Object> hook = request;
        if (hook != null) {
            hook.accept(connection, new Object[] {count, into});
        }
    }

    /** The same, when it begins at {@code offset}. */
    public static void read(long count, Object connection, byte[] into, int offset) {
        read(count, connection);
        BiConsumer<Object, Object> hook = request;
        if (hook != null) {
            hook.accept(connection, new Object[] {count, into, offset});
        }
    }

    /** Netty's decoder has read the three words of a request's first line. */
    public static void request(Object decoder, String[] words) {
        BiConsumer<Object, Object> hook = request;
        if (hook != null) {
            hook.accept(decoder, words);
        }
    }

    /** Before a write: how much has been written instead, or null to write as usual. */
    public static @Nullable Long write(Object channel, ByteBuffer buffer) {
        BiFunction<Object, Object, @Nullable Object> hook = write;
        return hook == null ? null : (Long) hook.apply(channel, new Object[] {buffer});
    }

    /** The same for a gathering write. */
    public static @Nullable Long write(Object channel, ByteBuffer[] buffers, int offset, int length) {
        BiFunction<Object, Object, @Nullable Object> hook = write;
        return hook == null ? null : (Long) hook.apply(channel, new Object[] {buffers, offset, length});
    }

    /** Before bytes are written to a socket: what is to be written instead, or null. */
    public static byte @Nullable [] send(Object socket, byte[] bytes, int offset, int length) {
        BiFunction<Object, Object, @Nullable Object> hook = send;
        return hook == null ? null : (byte[]) hook.apply(socket, new Object[] {bytes, offset, length});
    }

    /** Before an engine wraps: the result if it has been done, or null to wrap as usual. */
    public static @Nullable SSLEngineResult wrap(
            SSLEngine engine,
            ByteBuffer[] sources,
            int sourcesOffset,
            int sourcesLength,
            ByteBuffer[] targets,
            int targetsOffset,
            int targetsLength) {
        BiFunction<Object, Object, @Nullable Object> hook = wrap;
        return hook == null
                ? null
                : (SSLEngineResult) hook.apply(
                        engine,
                        new Object[] {sources, sourcesOffset, sourcesLength, targets, targetsOffset, targetsLength});
    }

    /** True while answers are to ask clients to close. */
    public static boolean isDraining() {
        return write != null;
    }
}

package dev.handoff.agent.core;

import java.lang.reflect.Field;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What woven code calls, by the fields of {@link Hook}. */
final class Hooks {
    private final Class<?> hook;
    private final AtomicBoolean failed = new AtomicBoolean();

    Hooks(Class<?> hook) {
        this.hook = hook;
    }

    void install(Takeover takeover, PathGuard guard, Answers answers, Recorder recorder)
            throws ReflectiveOperationException {
        // (number, address): true if the bind is to be skipped, for the number refers to a bound socket now.
        set(Hook.BIND, (fd, address) -> takeover.bind((Integer) fd, (SocketAddress) address));
        // After a bind on the same thread, and its listen.
        set(Hook.SAT, (none, nothing) -> takeover.sat());
        // (path or file): not null if it is to stay, and the application to be told that it is deleted.
        set(Hook.DELETE, (file, none) -> guard.delete(file));
        // (channel or socket, bytes read)
        set(Hook.READ, asIs((channel, count) -> answers.read(channel, ((Number) count).longValue())));
        // (channel, {buffers, offset, length}): the count of bytes written, or null to write as usual.
        set(Hook.WRITE, asIs((channel, buffers) -> answers.write((SocketChannel) channel, (Object[]) buffers)));
        // (socket, {bytes, offset, length}): the bytes to write instead, or null.
        set(Hook.SEND, asIs((socket, bytes) -> answers.send(socket, (Object[]) bytes)));
        // (engine, the arguments of its wrap): its result, or null to wrap as usual.
        set(Hook.WRAP, (engine, arguments) -> answers.wrap((SSLEngine) engine, (Object[]) arguments));
        // (channel or socket, {count, buffer} or {count, bytes, offset}), or (decoder, {method, target, version})
        set(Hook.REQUEST, asIs((source, facts) -> recorder.note(source, (Object[]) facts)));
    }

    /**
     * What we do not understand goes on as if we were not there, and is told once: a mistake of ours is to cost the application a
     * header, and not a connection. Nothing has been written by then; what writes throws nothing but IOException.
     */
    private Call asIs(Call call) {
        return (first, second) -> {
            try {
                return call.on(first, second);
            } catch (ClassCastException
                    | NullPointerException
                    | IllegalArgumentException
                    | IndexOutOfBoundsException e) {
                if (failed.compareAndSet(false, true)) {
                    LoggerFactory.getLogger("handoff").warn("an answer is left as it is, and will be again", e);
                }
                return null;
            }
        };
    }

    private interface Call {
        @Nullable
        Object on(Object first, Object second) throws Exception;
    }

    private void set(String name, Call call) throws ReflectiveOperationException {
        Field field = hook.getField(name);
        BiFunction<Object, Object, @Nullable Object> function = (first, second) -> {
            try {
                return call.on(first, second);
            } catch (Exception e) {
                throw Hooks.<RuntimeException>sneaky(e);
            }
        };
        field.set(null, function);
    }

    // The woven methods declare IOException themselves; a function can't.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E sneaky(Exception e) throws E {
        throw (E) e;
    }
}

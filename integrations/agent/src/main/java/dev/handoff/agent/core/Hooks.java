package dev.handoff.agent.core;

import java.lang.reflect.Field;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Which of our functions are in the fields of {@link HandoffHook}, that is, which woven code calls. */
final class Hooks {
    private final Class<?> hook;
    private final AtomicBoolean failed = new AtomicBoolean();

    Hooks(Class<?> hook) {
        this.hook = hook;
    }

    /** For as long as the process lives. */
    void install(Takeover takeover, PathGuard guard) {
        // (number, address): not null if the bind is to be skipped.
        set("bind", (fd, address) -> takeover.bind((Integer) fd, (SocketAddress) address));
        tell("sat", (none, nothing) -> takeover.sat());
        // (path or file): not null if it is to stay.
        set("delete", (file, none) -> guard.delete(file));
    }

    /** From here on {@code answers} hears what is read, and may change what is written; until {@link #goOn()}. */
    synchronized void drain(Answers answers) {
        // (channel, socket or engine, bytes read)
        tell("read", asIs((connection, count) -> answers.read(connection, (Long) count)));
        // (channel, {buffers, offset, length} or {buffer}): the count of bytes written, or null to write as usual.
        set("write", asIs((channel, buffers) -> answers.write((SocketChannel) channel, (Object[]) buffers)));
        // (socket, {bytes, offset, length}): the bytes to write instead, or null.
        set("send", asIs((socket, bytes) -> answers.send(socket, (Object[]) bytes)));
        // (engine, the arguments of its wrap): its result, or null to wrap as usual. What the engine throws is the
        // application's.
        set("wrap", (engine, arguments) -> answers.wrap((SSLEngine) engine, (Object[]) arguments));
    }

    /** Answers are as the application gives them. */
    synchronized void goOn() {
        clear("wrap", "send", "write", "read");
    }

    /** From here on {@code recorder} hears of requests; until {@link #stopRecording()}. */
    synchronized void record(Recorder recorder) {
        // (channel or socket, {count, buffer} or {count, bytes, offset}), or (decoder, {method, target, version})
        tell("request", asIs((source, facts) -> recorder.note(source, (Object[]) facts)));
    }

    /** Requests are nobody's business. */
    synchronized void stopRecording() {
        clear("request");
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

    private void set(String name, Call call) {
        BiFunction<Object, Object, @Nullable Object> function = (first, second) -> answer(call, first, second);
        assign(name, function);
    }

    private void tell(String name, Call call) {
        BiConsumer<Object, Object> listener = (first, second) -> answer(call, first, second);
        assign(name, listener);
    }

    private static @Nullable Object answer(Call call, Object first, Object second) {
        try {
            return call.on(first, second);
        } catch (Exception e) {
            throw Hooks.<RuntimeException>sneaky(e);
        }
    }

    private void clear(String... names) {
        for (String name : names) {
            assign(name, null);
        }
    }

    private void assign(String name, @Nullable Object function) {
        try {
            Field field = hook.getDeclaredField(name);
            field.setAccessible(true);
            field.set(null, function);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError(hook + " has no field " + name, impossible);
        }
    }

    // The woven methods declare IOException themselves; a function can't.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E sneaky(Exception e) throws E {
        throw (E) e;
    }
}

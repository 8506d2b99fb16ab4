package dev.handoff.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The rest of the agent, loaded when it is first needed. */
final class Core {
    private static final String ENTRY = "dev.handoff.agent.core.Entry";

    private final String options;
    private final Instrumentation instrumentation;
    private final CoreLoader loader;
    private volatile @Nullable BiFunction<String, byte[], byte @Nullable []> weaver;

    Core(String options, Instrumentation instrumentation) {
        this.options = options;
        this.instrumentation = instrumentation;
        this.loader = new CoreLoader();
    }

    boolean isLoaded() {
        return weaver != null;
    }

    byte @Nullable [] weave(String name, byte[] bytes) throws ReflectiveOperationException {
        return loaded().apply(name, bytes);
    }

    @SuppressWarnings("unchecked") // it is what the core's entry returns
    private BiFunction<String, byte[], byte @Nullable []> loaded() throws ReflectiveOperationException {
        BiFunction<String, byte[], byte @Nullable []> known = weaver;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            if (weaver == null) {
                weaver = (BiFunction<String, byte[], byte @Nullable []>) start();
            }
            return java.util.Objects.requireNonNull(weaver);
        }
    }

    /** Passes the process's listeners to whoever listens at {@code socket}, and no more. */
    void pass(String socket) throws ReflectiveOperationException {
        try {
            Class.forName(ENTRY, true, loader)
                    .getMethod("pass", String.class, Instrumentation.class)
                    .invoke(null, socket, instrumentation);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(String.valueOf(e.getCause()), e);
        }
    }

    private Object start() throws ReflectiveOperationException {
        try {
            return Class.forName(ENTRY, true, loader)
                    .getMethod("start", String.class, Instrumentation.class)
                    .invoke(null, options, instrumentation);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(String.valueOf(e.getCause()), e);
        }
    }
}

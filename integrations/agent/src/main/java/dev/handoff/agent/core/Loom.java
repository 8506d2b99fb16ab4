package dev.handoff.agent.core;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Has the classes by which requests are read and answers written woven anew, when what is woven into them changes. */
final class Loom {
    private final Instrumentation instrumentation;
    private final Weaver weaver;

    Loom(Instrumentation instrumentation, Weaver weaver) {
        this.instrumentation = instrumentation;
        this.weaver = weaver;
    }

    /** Whether answers ask clients to close. */
    synchronized void drain(boolean drains) {
        weaver.drain(drains);
        weave(Weaver.RESPONSES, "kept connections are not asked to close, and end with the application's stop");
    }

    /** Whether requests are noted. */
    synchronized void record(boolean records) {
        weaver.record(records);
        weave(Weaver.REQUESTS, "requests are not noted");
    }

    private void weave(String codec, String otherwise) {
        List<Class<?>> classes = new ArrayList<>();
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            String name = loaded.getName();
            if (name.equals("sun.nio.ch.SocketChannelImpl")
                    || name.equals("sun.nio.ch.NioSocketImpl")
                    || (codec.equals(Weaver.RESPONSES) && TlsWeaving.isOf(name.replace('.', '/')))
                    || name.endsWith("io.netty." + codec.replace('/', '.'))) {
                classes.add(loaded);
            }
        }
        try {
            instrumentation.retransformClasses(classes.toArray(new Class<?>[0]));
        } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
            LoggerFactory.getLogger("handoff").warn("{}: {}", otherwise, e.toString());
        }
    }
}

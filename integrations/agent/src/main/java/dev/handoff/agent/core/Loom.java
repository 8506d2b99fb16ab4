package dev.handoff.agent.core;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Has those classes woven by which requests are read and answers written, and which were loaded before the core was. */
final class Loom {
    private final Instrumentation instrumentation;
    private final Weaver weaver;

    Loom(Instrumentation instrumentation, Weaver weaver) {
        this.instrumentation = instrumentation;
        this.weaver = weaver;
    }

    /** Stops all threads for some milliseconds, if there are any: before this process serves is the time for it. */
    void weave() {
        List<Class<?>> classes = new ArrayList<>();
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            String name = loaded.getName().replace('.', '/');
            // The JDK's are loaded once, the others once by each loader.
            if (Weaver.answers(name) && (loaded.getClassLoader() != null || !weaver.hasWoven(name))) {
                classes.add(loaded);
            }
        }
        if (classes.isEmpty()) {
            return;
        }
        try {
            instrumentation.retransformClasses(classes.toArray(new Class<?>[0]));
        } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
            LoggerFactory.getLogger("handoff")
                    .warn(
                            "requests are not noted, and kept connections not asked to close, which end with the"
                                    + " application's stop: {}",
                            e.toString());
        }
    }
}

package dev.handoff.agent.core;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** Where the core is entered, once, by reflection. */
public final class Entry {
    private Entry() {}

    /**
     * Prepares the hooks that woven classes call.
     *
     * @return what weaves a class, by its internal name and its bytes; null leaves it as it is
     */
    public static BiFunction<String, byte[], byte[]> start(String options, Instrumentation instrumentation)
            throws ReflectiveOperationException {
        open(instrumentation);
        Options chosen = Options.of(options, System.getProperties(), System.getenv());
        Weaver weaver = new Weaver();
        Answers answers = new Answers(instrumentation, weaver);
        Takeover takeover = new Takeover(chosen, answers);
        new Hooks(Hook.define()).install(takeover, answers);
        return weaver;
    }

    // What --add-opens would do, and for nobody but us.
    private static void open(Instrumentation instrumentation) {
        Module ours = Entry.class.getModule();
        Set<Module> us = Set.of(ours);
        instrumentation.redefineModule(
                Object.class.getModule(),
                Set.of(),
                Map.of(),
                Map.of("java.net", us, "java.lang", us),
                Set.of(),
                Map.of());
    }
}

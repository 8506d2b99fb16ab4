package dev.handoff.agent.core;

import dev.handoff.client.stranger.OwnListeners;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
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
            throws ReflectiveOperationException, IOException {
        open(instrumentation);
        Options chosen = Options.of(options, System.getProperties(), System.getenv());
        Weaver weaver = new Weaver();
        Hooks hooks = new Hooks(Hook.define());
        Answers answers = new Answers(hooks);
        Recorder recorder = new Recorder(hooks, chosen.recordsQueries());
        Takeover takeover = new Takeover(chosen, new Loom(instrumentation, weaver), answers, recorder);
        hooks.install(takeover, new PathGuard(chosen.places()));
        return weaver;
    }

    /** Passes the listeners that this process has to whoever listens at {@code socket}. */
    public static void pass(String socket, Instrumentation instrumentation)
            throws ReflectiveOperationException, IOException {
        open(instrumentation);
        Platform.prepare();
        OwnListeners.pass(Path.of(socket));
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

package dev.handoff.agent;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the JVM enters the agent. {@code -javaagent:handoff-agent.jar=control=PATH,key=value...}; docs/agent.md lists the keys.
 *
 * <p>Nothing is done here but to ask for the classes that bind: a JVM that binds no listener, such as a tool that inherited
 * JAVA_TOOL_OPTIONS, neither pays for the agent nor disturbs a predecessor.
 */
public final class Agent {
    private static final String PASS = "pass=";
    private static final String UNIX = "@unix:";

    private Agent() {}

    /** Called by the JVM before {@code main}. */
    public static void premain(@Nullable String arguments, Instrumentation instrumentation)
            throws UnmodifiableClassException {
        String options = arguments == null ? "" : arguments;
        if (!isConfigured(options)) {
            System.err.println(
                    "handoff: no control path (control=PATH, -Dhandoff.control or HANDOFF_CONTROL); the agent"
                            + " does nothing");
            return;
        }
        String system = System.getProperty("os.name", "an unknown system");
        if (!system.equals("Linux")) {
            System.err.println("handoff: descriptors are passed on Linux only, and this is " + system
                    + "; the agent does nothing");
            return;
        }
        Weaving weaving = new Weaving(new Core(options, instrumentation), hasUnixListener(options));
        instrumentation.addTransformer(weaving, true);
        reweave(instrumentation, weaving);
    }

    /**
     * Called by the JVM when the agent is attached to a running process: what it binds from now on is handed over. Attached with
     * {@code pass=SOCKET} by {@code handoff-client request --pid}, it only passes duplicates of the listeners that there are.
     */
    public static void agentmain(@Nullable String arguments, Instrumentation instrumentation)
            throws UnmodifiableClassException, ReflectiveOperationException {
        if (arguments != null && arguments.startsWith(PASS)) {
            new Core("", instrumentation).pass(arguments.substring(PASS.length()));
        } else {
            premain(arguments, instrumentation);
        }
    }

    private static boolean isConfigured(String options) {
        return options.startsWith("control=")
                || options.contains(",control=")
                || System.getProperty("handoff.control") != null
                || System.getenv("HANDOFF_CONTROL") != null;
    }

    private static boolean hasUnixListener(String options) {
        return Stream.of(options, System.getProperty("handoff.listener"), System.getenv("HANDOFF_LISTENER"))
                .anyMatch(text -> text != null && text.contains(UNIX));
    }

    // To look at the beginning first is cheaper: there are hundreds of them.
    private static boolean mayBind(String name, Weaving weaving) {
        return (name.startsWith("sun.nio.") || name.startsWith("java.io.Unix") || name.endsWith(".Socket"))
                && weaving.binds(name.replace('.', '/'));
    }

    // Another agent, or the archive, may have loaded them before us.
    private static void reweave(Instrumentation instrumentation, Weaving weaving) throws UnmodifiableClassException {
        List<Class<?>> loaded = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (mayBind(type.getName(), weaving)) {
                loaded.add(type);
            }
        }
        if (!loaded.isEmpty()) {
            instrumentation.retransformClasses(loaded.toArray(new Class<?>[0]));
        }
    }
}

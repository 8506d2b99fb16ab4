package dev.handoff;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jnr.constants.platform.Signal;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;

/** SIGTERM and SIGINT, as a wish to drain and end. Installed once for the process, for every {@link Handoff} in it. */
final class Signals {
    private static final Map<Handoff, Runnable> LISTENING = new ConcurrentHashMap<>();
    /** The exit status of a process that a signal ended, as a shell counts it. */
    private static final int KILLED = 128;

    private static boolean installed;

    private Signals() {}

    static synchronized void listen(Handoff handoff, Runnable terminate) {
        LISTENING.put(handoff, terminate);
        if (!installed) {
            // The Java flavour: a handler of the C library's would run Java code inside a signal.
            POSIX posix = POSIXFactory.getJavaPOSIX();
            posix.signal(Signal.SIGTERM, Signals::arrived);
            posix.signal(Signal.SIGINT, Signals::arrived);
            installed = true;
        }
    }

    static void forget(Handoff handoff) {
        LISTENING.remove(handoff);
    }

    private static void arrived(int number) {
        if (LISTENING.isEmpty()) {
            // As if we had never been here.
            Runtime.getRuntime().exit(KILLED + number);
        }
        LISTENING.values().forEach(Runnable::run);
    }
}

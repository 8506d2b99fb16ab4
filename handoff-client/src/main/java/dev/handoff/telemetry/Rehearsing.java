package dev.handoff.telemetry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * A rehearsal: a handoff that is played within one process, for the sake of what is loaded by it. Nobody is told of it, neither by the log
 * nor by the flight recorder. Its threads are known by their group, which a thread has from the one that makes it.
 */
public final class Rehearsing {
    private static final ThreadGroup THREADS = new ThreadGroup("handoff-rehearsal");

    private Rehearsing() {}

    /** Is this thread one of a rehearsal's? */
    public static boolean isHere() {
        return Thread.currentThread().getThreadGroup() == THREADS;
    }

    /** A daemon thread of a rehearsal, as are the threads that it makes. Not started. */
    public static Thread thread(Runnable work) {
        Thread thread = new Thread(THREADS, work, THREADS.getName());
        thread.setDaemon(true);
        return thread;
    }

    /** The log for an object that is made on this thread; one of a rehearsal has none. Not for a class as a whole. */
    public static Logger log(Class<?> source) {
        return isHere() ? NOPLogger.NOP_LOGGER : LoggerFactory.getLogger(source);
    }
}

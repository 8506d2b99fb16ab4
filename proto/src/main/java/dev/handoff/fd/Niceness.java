package dev.handoff.fd;

import java.io.IOException;
import java.util.function.Predicate;

/**
 * What share of the processor a thread has beside others: sched(7). At 10 more it has a ninth of what it had, when there is not enough for all. To take niceness
 * back needs CAP_SYS_NICE, or an RLIMIT_NICE that allows it (setrlimit(2)). A thread hands it on to those, and to the processes, that it makes.
 */
public final class Niceness {
    private static final int THIS_THREAD = 0;

    private Niceness() {}

    /** That of the thread that asks; 0 for one of real time. */
    public static int own() {
        try (SchedAttributes attributes = new SchedAttributes(THIS_THREAD)) {
            return attributes.read() ? attributes.nice() : 0;
        }
    }

    /**
     * Gives another niceness to those that have a certain one.
     *
     * @param process its number, or {@code self}
     * @param chosen by their names: that of proc_pid_comm(5), of 15 bytes at the most
     * @return how many have it now; one that was being made meanwhile may be left, so call again until there is none
     * @throws IOException if they can't be told, as those of a process that has ended
     */
    public static int change(String process, Predicate<String> chosen, int from, int to) throws IOException {
        return Threads.each(process, chosen, thread -> change(thread, from, to));
    }

    private static boolean change(long thread, int from, int to) {
        try (SchedAttributes attributes = new SchedAttributes(thread)) {
            if (!attributes.read() || attributes.nice() != from) {
                return false;
            }
            attributes.nice(to);
            return attributes.write();
        }
    }
}

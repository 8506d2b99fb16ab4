package dev.handoff.fd;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * How long a thread may go on before others of its kind have their turn: {@code sched_runtime} of sched_setattr(2) for those that are not of
 * real time, since Linux 6.12; an older kernel takes the word and does nothing with it. One with a long slice has as much of the processor as
 * before, but not at once: who wakes up with a shorter one runs at once, where it would have waited for the running thread's slice to end,
 * and that for the next tick of the clock. Needs no privilege. A thread hands its slice on to those, and to the processes, that it makes.
 */
public final class TimeSlice {
    /** The longest that the kernel gives: the least in a hurry. */
    public static final Duration LONGEST = Duration.ofMillis(100);

    private TimeSlice() {}

    /**
     * Gives threads a slice.
     *
     * @param process its number, or {@code self}
     * @param chosen by their names: that of proc_pid_comm(5), of 15 bytes at the most
     * @param slice from 0.1 to 100 ms; zero for the usual one
     * @return how many have another one now; one that was being made meanwhile may be left, so call again until there is none
     * @throws IOException if they can't be told, as those of a process that has ended
     */
    public static int set(String process, Predicate<String> chosen, Duration slice) throws IOException {
        return Threads.each(process, chosen, thread -> set(thread, slice.toNanos()));
    }

    /** In nanoseconds; -1 for one of real time, or that has ended. */
    static long nanos(long thread) {
        try (SchedAttributes attributes = new SchedAttributes(thread)) {
            return attributes.read() ? attributes.slice() : -1;
        }
    }

    private static boolean set(long thread, long nanos) {
        try (SchedAttributes attributes = new SchedAttributes(thread)) {
            if (!attributes.read()) {
                return false;
            }
            long before = attributes.slice();
            attributes.slice(nanos);
            return attributes.write() && attributes.read() && attributes.slice() != before;
        }
    }
}

package dev.handoff.fd;

import java.io.IOException;
import java.util.function.Predicate;

/**
 * SCHED_IDLE of sched(7): a thread under it runs when no other wants the processor, and makes room at once when one does. Of the threads
 * under SCHED_OTHER, each at its own niceness; others are left alone. A thread hands its policy on to those, and to the processes, that it
 * makes.
 *
 * <p>To leave SCHED_IDLE again takes CAP_SYS_NICE or, since Linux 2.6.39, an RLIMIT_NICE that allows the thread's niceness: 20 for the
 * usual one (setrlimit(2)).
 */
public final class IdlePolicy {
    private static final int OTHER = 0;
    private static final int IDLE = 5;
    private static final int THIS_THREAD = 0;
    private static final long PROBE_MILLIS = 1_000;

    /** What threads have had of the processor since they began: nanoseconds that they ran, and that they waited for it. */
    public record Share(long ran, long waited) {}

    private IdlePolicy() {}

    /** Tries, on a thread that ends with it, whether what is lowered can be raised again. */
    public static boolean isReversible() throws InterruptedException {
        boolean[] done = {false};
        Thread probe = new Thread(
                () -> done[0] = change(THIS_THREAD, OTHER, IDLE) && change(THIS_THREAD, IDLE, OTHER), "handoff-probe");
        probe.setDaemon(true);
        probe.start();
        probe.join(PROBE_MILLIS);
        return !probe.isAlive() && done[0];
    }

    /**
     * Lowers the threads of this process whose name is chosen: that of proc_pid_comm(5), of 15 bytes at the most.
     *
     * @throws IOException if they can't be told; some may be lowered then
     */
    public static void lower(Predicate<String> chosen) throws IOException {
        Threads.each("self", chosen, thread -> change(thread, OTHER, IDLE));
    }

    /**
     * Raises the threads of a process that are under SCHED_IDLE.
     *
     * @param process its number, or {@code self}
     * @param chosen by their names, as for {@link #lower}
     * @return how many; one that was being made meanwhile may be left, so call again until there is none
     * @throws IOException if they can't be told, as those of a process that has ended
     */
    public static int raise(String process, Predicate<String> chosen) throws IOException {
        return Threads.each(process, chosen, thread -> change(thread, IDLE, OTHER));
    }

    /**
     * What the threads of this process that live have had.
     *
     * @throws IOException if the kernel does not count it: proc_pid_schedstat(5)
     */
    public static Share share() throws IOException {
        long ran = 0;
        long waited = 0;
        for (String thread : Threads.of("self")) {
            String[] words = Threads.read("self", thread, "schedstat").split(" ", -1);
            if (words.length > 1) {
                ran += Long.parseLong(words[0]);
                waited += Long.parseLong(words[1]);
            }
        }
        return new Share(ran, waited);
    }

    private static boolean change(long thread, int from, int to) {
        if (Libc.SCHED_GETSCHEDULER.call(thread) != from) {
            return false;
        }
        // struct sched_param: its one field, the priority, is 0 for both.
        try (NativeBlock none = new NativeBlock(Integer.BYTES)) {
            return Libc.SCHED_SETSCHEDULER.call(thread, to, none.address()) == 0;
        }
    }
}

package dev.handoff.systemd;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is said to a service manager at once: assignments, as sd_notify(3) defines them, which it acts on together.
 *
 * <pre>{@code Notice.of().ready().status("generation 2 serves")}</pre>
 */
public final class Notice {
    /** A status is one line of {@code systemctl status}; the manager cuts what is longer by far. */
    private static final int MOST_STATUS = 400;

    private static final Notice NOTHING = new Notice(List.of());

    private final List<String> assignments;

    private Notice(List<String> assignments) {
        this.assignments = assignments;
    }

    /** Nothing, to begin with. */
    public static Notice of() {
        return NOTHING;
    }

    /** The service's start is done; without it a unit of Type=notify stays "activating". */
    public Notice ready() {
        return with("READY=1");
    }

    /** The service has begun to end by itself; from here on the unit's TimeoutStopSec= runs. */
    public Notice stopping() {
        return with("STOPPING=1");
    }

    /** This process is the service's main one from now on. As the manager numbers it: never 0. */
    public Notice mainPid(int pid) {
        if (pid <= 0) {
            throw new IllegalArgumentException("MAINPID=" + pid);
        }
        return with("MAINPID=" + pid);
    }

    /** One line for people. */
    public Notice status(String line) {
        String printable = line.replaceAll("\\p{Cntrl}", " ");
        return with("STATUS=" + printable.substring(0, Math.min(MOST_STATUS, printable.length())));
    }

    /**
     * The timeout that runs, of a start, a reload or a stop, does not end before {@code time} from now. To be repeated
     * within that time for as long as it takes.
     */
    public Notice extendTimeout(Duration time) {
        return with("EXTEND_TIMEOUT_USEC=" + time.toNanos() / 1_000);
    }

    /** The descriptors that go with this are kept, and passed to the service's next start under {@code name}. */
    Notice store(String name) {
        return with("FDSTORE=1").with("FDNAME=" + name);
    }

    /** The descriptors kept under {@code name} are closed. */
    public Notice forget(String name) {
        return with("FDSTOREREMOVE=1").with("FDNAME=" + name);
    }

    private Notice with(String assignment) {
        List<String> more = new ArrayList<>(assignments);
        more.add(assignment);
        return new Notice(List.copyOf(more));
    }

    byte[] bytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /** As it goes over the socket. */
    @Override
    public String toString() {
        return String.join("\n", assignments);
    }
}

package dev.handoff.gate;

import dev.handoff.fd.DescriptorTable;
import dev.handoff.fd.EpollRegistration;
import dev.handoff.fd.Errno;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.ProcFile;
import dev.handoff.fd.Seat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which eventpolls of this process watch which descriptors, at one moment. One reading serves any number of gates. */
final class EpollRegistrations {
    private static final String SELF = "/proc/self";
    private static final String EVENTPOLL = "anon_inode:[eventpoll]";
    /** Its number may be closed and be another eventpoll's, more than once. */
    private static final int READS = 5;

    private static final String IO_URING = "anon_inode:[io_uring]";

    /** Of a seat that nobody has seen yet. */
    static final EpollRegistrations NONE = new EpollRegistrations(Set.of(), 0, List.of(), Map.of());

    private final Set<Integer> targets;
    private final long begun;
    private final List<Integer> eventpolls;
    private final Map<Integer, List<EpollRegistration>> byTarget;

    private EpollRegistrations(
            Set<Integer> targets,
            long begun,
            List<Integer> eventpolls,
            Map<Integer, List<EpollRegistration>> byTarget) {
        this.targets = targets;
        this.begun = begun;
        this.eventpolls = eventpolls;
        this.byTarget = byTarget;
    }

    /**
     * Reads those of {@code targets} (numbers).
     *
     * @throws GateRefusedException if the process has an io_uring: an accept that waits in one pins the socket, and leaves
     *     no registration to see
     * @throws IOException if something could not be read; half a picture would lose an acceptor
     */
    static EpollRegistrations of(Set<Integer> targets) throws IOException {
        long begun = System.nanoTime();
        return of(targets, begun, SELF, DescriptorTable.anonymous(DescriptorTable.size()));
    }

    static EpollRegistrations of(Set<Integer> targets, long begun, String process, List<Integer> candidates)
            throws IOException {
        List<Integer> eventpolls = new ArrayList<>();
        for (int candidate : candidates) {
            String kind = kind(process, candidate);
            if (kind.equals(IO_URING)) {
                throw new GateRefusedException("the process has an io_uring (descriptor " + candidate
                        + "), whose accepts can't be moved from one door to the other; no gate was switched");
            }
            if (kind.equals(EVENTPOLL)) {
                eventpolls.add(candidate);
            }
        }
        return of(targets, begun, process, eventpolls, new HashMap<>());
    }

    private static EpollRegistrations of(
            Set<Integer> targets,
            long begun,
            String process,
            List<Integer> eventpolls,
            Map<Integer, List<EpollRegistration>> byTarget)
            throws IOException {
        for (int eventpoll : eventpolls) {
            collect(process, eventpoll, targets, byTarget);
        }
        return new EpollRegistrations(targets, begun, eventpolls, byTarget);
    }

    /**
     * Reads the same eventpolls again, for {@code numbers}: a fifth of the work, for a look that follows at once. An eventpoll
     * that was made meanwhile is not seen.
     *
     * @throws IOException as {@link #of(Set)} does
     */
    EpollRegistrations again(Set<Integer> numbers) throws IOException {
        return of(numbers, System.nanoTime(), SELF, eventpolls, new HashMap<>());
    }

    private static String kind(String process, int descriptor) throws IOException {
        try {
            return ProcFile.link(process + "/fd/" + descriptor);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return ""; // closed meanwhile
            }
            throw e;
        }
    }

    private static void collect(
            String process, int epoll, Set<Integer> targets, Map<Integer, List<EpollRegistration>> byTarget)
            throws IOException {
        info(process, epoll)
                .lines()
                .filter(line -> targets.contains(EpollRegistration.target(line)))
                .map(line -> EpollRegistration.parse(epoll, line))
                .forEach(found -> byTarget.computeIfAbsent(found.target(), target -> new ArrayList<>())
                        .add(found));
    }

    /** Empty if it was closed meanwhile (ENOENT, when it is opened or when it is read) and is something else by now. */
    private static String info(String process, int epoll) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return ProcFile.read(process + "/fdinfo/" + epoll);
            } catch (IOException e) {
                if (!kind(process, epoll).equals(EVENTPOLL)) {
                    return "";
                }
                if (attempt == READS) {
                    throw e;
                }
            }
        }
    }

    /** Those of {@code seat} that watch {@code door}'s file. */
    List<EpollRegistration> of(Seat seat, Door door) {
        return of(seat.number()).stream()
                .filter(found -> found.inode() == door.inode())
                .toList();
    }

    /** All of one number. */
    List<EpollRegistration> of(int target) {
        return byTarget.getOrDefault(target, List.of());
    }

    /**
     * True if an event loop watches {@code door} at {@code seat}: then its channel does not block, and no thread sleeps in it.
     * One-shot registrations are of virtual threads, and tell nothing of others.
     */
    boolean isLooped(Seat seat, Door door) {
        return of(seat, door).stream().anyMatch(found -> !found.isOneShot());
    }

    /** True if this number was looked for. */
    boolean covers(int target) {
        return targets.contains(target);
    }

    /** True if nothing was read before that instant of {@link System#nanoTime()}. */
    boolean isNewerThan(long nanos) {
        return begun - nanos > 0;
    }

    @Override
    public String toString() {
        return byTarget.values().toString();
    }
}

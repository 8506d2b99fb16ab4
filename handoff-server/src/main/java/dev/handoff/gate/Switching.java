package dev.handoff.gate;

import dev.handoff.telemetry.Flight;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Some gates switched as one, with one reading of /proc for all of them: each moves, or each stays. */
final class Switching {
    private static final Logger LOG = LoggerFactory.getLogger(Switching.class);
    /** An event loop that re-arms as fast as it can was seen to need three. What is left then, the watchdog repairs. */
    private static final int REPAIRS = 8;

    private Switching() {}

    static void run(Collection<Gate> gates, boolean open) throws IOException {
        locked(gates, ordered -> {
            List<Gate> moving =
                    ordered.stream().filter(gate -> gate.isToMove(open)).toList();
            if (!moving.isEmpty()) {
                List<Runnable> recorded = moving.stream()
                        .map(gate -> Flight.gate(gate.front().name(), open ? "open" : "shut"))
                        .toList();
                settle(moving, move(moving, open));
                recorded.forEach(Runnable::run);
                Watchdog.SHARED.followUp(moving);
            }
        });
    }

    static void retire(Collection<Gate> gates) throws IOException {
        locked(gates, ordered -> {
            // A lost seat accepts nothing, and is not ours to move.
            run(
                    ordered.stream()
                            .filter(gate -> gate.isOpen() && gate.isSeated())
                            .toList(),
                    false);
            // A thread that still slept at the front door would keep the listener open behind our back.
            settle(ordered);
            ordered.forEach(Gate::dropFront);
        });
    }

    private interface Job {
        void on(List<Gate> ordered) throws IOException;
    }

    private static void locked(Collection<Gate> gates, Job job) throws IOException {
        List<Gate> ordered = gates.stream()
                .distinct()
                .sorted(Comparator.comparingLong(gate -> gate.order))
                .toList();
        ordered.forEach(gate -> gate.lock.lock());
        try {
            job.on(ordered);
        } finally {
            ordered.forEach(gate -> gate.lock.unlock());
        }
    }

    private static EpollRegistrations move(List<Gate> gates, boolean open) throws IOException {
        for (Gate gate : gates) {
            gate.prepare(open);
        }
        EpollRegistrations found = registrations(gates);
        Deque<Gate> moved = new ArrayDeque<>();
        try {
            for (Gate gate : gates) {
                gate.move(open, found);
                moved.push(gate);
            }
            return found;
        } catch (IOException | RuntimeException e) {
            moveBack(moved, !open, e);
            settle(gates);
            Watchdog.SHARED.followUp(gates);
            throw e;
        }
    }

    private static void moveBack(Deque<Gate> moved, boolean open, Exception failure) {
        try {
            EpollRegistrations found = registrations(moved);
            for (Gate gate : moved) {
                gate.move(open, found);
            }
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * The look that belongs to a switch: at the eventpolls that were there when it began, and for sleepers only at seats that no
     * event loop watches. What that misses, an eventpoll a few microseconds old, wakes up for nothing and accepts nothing; the
     * watchdog finds it a millisecond later.
     */
    private static void settle(List<Gate> gates, EpollRegistrations before) {
        try {
            EpollRegistrations found = before.again(numbers(gates));
            Set<Integer> seats = new HashSet<>();
            boolean isRepaired = false;
            for (Gate gate : gates) {
                isRepaired |= gate.repair(found) > 0;
                if (!gate.isLooped(found)) {
                    seats.add(gate.number());
                }
            }
            if (isRepaired) {
                repair(gates);
            }
            if (!seats.isEmpty()) {
                ParkedThreads.wake(seats);
            }
        } catch (IOException | RuntimeException e) {
            couldNotLook(e);
        }
    }

    /**
     * Brings everybody who waits on these seats to the door that they refer to.
     *
     * @return those where an event loop had to be brought; it may happen to them again
     */
    static List<Gate> settle(Collection<Gate> gates) {
        List<Gate> seated = gates.stream().filter(Gate::isSeated).toList();
        List<Gate> repaired = List.of();
        try {
            Set<Integer> seats = seats(seated);
            if (seats.isEmpty()) {
                return repaired;
            }
            repaired = repair(seated);
            ParkedThreads.wake(seats);
        } catch (IOException | RuntimeException e) {
            couldNotLook(e);
        }
        return repaired;
    }

    private static void couldNotLook(Exception failure) {
        LOG.warn("could not look for acceptors that wait at the wrong door, will try again: {}", failure.toString());
    }

    private static List<Gate> repair(List<Gate> gates) throws IOException {
        List<Gate> repaired = List.of();
        for (int i = 0; i < REPAIRS; i++) {
            EpollRegistrations found = registrations(gates);
            List<Gate> now = new ArrayList<>();
            for (Gate gate : gates) {
                if (gate.repair(found) > 0) {
                    now.add(gate);
                }
            }
            if (now.isEmpty()) {
                break;
            }
            repaired = now;
        }
        return repaired;
    }

    private static EpollRegistrations registrations(Collection<Gate> gates) throws IOException {
        return EpollRegistrations.of(numbers(gates));
    }

    private static Set<Integer> numbers(Collection<Gate> gates) {
        return gates.stream().flatMap(gate -> gate.watchedNumbers().stream()).collect(Collectors.toSet());
    }

    private static Set<Integer> seats(Collection<Gate> gates) {
        return gates.stream().map(Gate::number).collect(Collectors.toSet());
    }
}

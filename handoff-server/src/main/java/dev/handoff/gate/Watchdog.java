package dev.handoff.gate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that looks after all gates of the process. After each switch it looks again a few times for acceptors that
 * were just going to sleep at the wrong door; and for as long as there are gates it looks now and then whether connections
 * wait that nobody takes, and hangs up on those that came to the side door of an open gate.
 */
final class Watchdog {
    static final Watchdog SHARED = new Watchdog();

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final long MILLISECOND = 1_000_000;
    /** After a switch. */
    private static final long[] FOLLOW_UPS = {1 * MILLISECOND, 5 * MILLISECOND, 25 * MILLISECOND, 100 * MILLISECOND};

    private static final long TICK = 250 * MILLISECOND;

    private static final class FollowUp {
        private long since;
        private int next = FOLLOW_UPS.length;

        /** Those that are late are one look. */
        void pass(long now) {
            while (due() <= now) {
                next++;
            }
        }

        long due() {
            return next < FOLLOW_UPS.length ? since + FOLLOW_UPS[next] : Long.MAX_VALUE;
        }
    }

    // All guarded by this.
    private final Map<Gate, FollowUp> gates = new HashMap<>();
    private final long epoch = System.nanoTime();
    private @Nullable Thread thread;

    private Watchdog() {}

    synchronized void watch(Gate gate) {
        gates.put(gate, new FollowUp());
        if (thread == null) {
            Thread started = new Thread(this::run, "handoff-gates");
            started.setDaemon(true);
            thread = started;
            started.start();
        }
    }

    synchronized void forget(Gate gate) {
        gates.remove(gate);
        notifyAll();
    }

    /** Looks again at gates that were just switched. */
    synchronized void followUp(List<Gate> switched) {
        long now = now();
        for (Gate gate : switched) {
            FollowUp followUp = gates.get(gate);
            if (followUp != null) {
                followUp.since = now;
                followUp.next = 0;
            }
        }
        notifyAll();
    }

    private void run() {
        long tick = now() + TICK;
        while (awaitDue(tick)) {
            List<Gate> looks = due();
            if (now() >= tick) {
                looks.addAll(suspicious());
                tick = now() + TICK;
            }
            if (!looks.isEmpty()) {
                followUp(Switching.settle(looks));
            }
        }
    }

    /** False when there is no gate left; then this thread ends, and the next gate starts another. */
    private synchronized boolean awaitDue(long tick) {
        try {
            while (!gates.isEmpty()) {
                long due =
                        gates.values().stream().mapToLong(FollowUp::due).min().orElse(tick);
                long left = Math.min(due, tick) - now();
                if (left <= 0) {
                    return true;
                }
                wait(left / MILLISECOND, (int) (left % MILLISECOND));
            }
        } catch (InterruptedException nobodyMay) {
            LOG.warn("the thread that watches over gates was interrupted and ends");
            gates.clear();
        }
        thread = null;
        return false;
    }

    private synchronized List<Gate> due() {
        long now = now();
        List<Gate> due = new ArrayList<>();
        gates.forEach((gate, followUp) -> {
            if (followUp.due() <= now) {
                due.add(gate);
                followUp.pass(now);
            }
        });
        return due;
    }

    private List<Gate> suspicious() {
        List<Gate> all;
        synchronized (this) {
            all = List.copyOf(gates.keySet());
        }
        List<Gate> suspicious = new ArrayList<>();
        for (Gate gate : all) {
            try {
                if (gate.isSuspicious()) {
                    suspicious.add(gate);
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn("{}: could not look at its doors, will try again: {}", gate, e.toString());
            }
        }
        return suspicious;
    }

    private long now() {
        return System.nanoTime() - epoch;
    }
}

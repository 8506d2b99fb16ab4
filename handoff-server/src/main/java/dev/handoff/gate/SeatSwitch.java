package dev.handoff.gate;

import dev.handoff.fd.EpollRegistration;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Seat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What one seat refers to, and how that is changed under the feet of whoever waits on it. Not thread-safe: the gate's lock
 * is held around every call.
 */
final class SeatSwitch {
    private final String listener;
    private final Seat seat;
    private final BooleanSupplier held;
    private final SeatCalls calls;
    private final List<Doorbell> bells = new ArrayList<>();
    private Door current;
    private long changedAt = System.nanoTime();

    /** @param held false once the application is known to have closed its channel */
    SeatSwitch(String listener, Seat seat, BooleanSupplier held, SeatCalls calls, Door current) {
        this.listener = listener;
        this.seat = seat;
        this.held = held;
        this.calls = calls;
        this.current = current;
    }

    Seat seat() {
        return seat;
    }

    Door current() {
        return current;
    }

    /** True while the number is certain to be ours: the channel is open, and the socket is the one we put there. */
    boolean isSeated() {
        return held.getAsBoolean()
                && seat.cookie().filter(cookie -> cookie == current.cookie()).isPresent();
    }

    void requireSeated() throws SeatLostException {
        if (!isSeated()) {
            throw new SeatLostException(listener, seat);
        }
    }

    /** Makes the seat refer to {@code to}; on failure it refers to what it did, and is watched as it was. */
    void move(Door to, EpollRegistrations found) throws IOException {
        requireSeated();
        Door from = current;
        List<EpollRegistration> taken = take(found.of(seat, from));
        try {
            refer(to);
            restore(taken);
        } catch (SeatLostException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            moveBack(from, taken, e);
            throw e;
        }
    }

    private List<EpollRegistration> take(List<EpollRegistration> registrations) throws IOException {
        List<EpollRegistration> taken = new ArrayList<>();
        try {
            for (EpollRegistration registration : registrations) {
                if (calls.remove(registration)) {
                    taken.add(registration);
                }
            }
            return taken;
        } catch (IOException | RuntimeException e) {
            restoreAfter(taken, e);
            throw e;
        }
    }

    private void refer(Door to) throws IOException {
        // As late as can be: what is left between this look and the call is a few instructions.
        requireSeated();
        calls.refer(seat, to.fd());
        current = to;
        changedAt = System.nanoTime();
    }

    private void moveBack(Door from, List<EpollRegistration> taken, Exception failure) {
        try {
            if (!current.equals(from)) {
                take(taken);
                refer(from);
            }
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
        restoreAfter(taken, failure);
    }

    private void restore(List<EpollRegistration> registrations) throws IOException {
        for (EpollRegistration registration : registrations) {
            restore(registration);
        }
    }

    // One-shot registrations are those of the JDK's pollers, which modify, and add if there is nothing to modify. If
    // ours
    // came in between, the accept of a virtual thread would fail with EEXIST; so they are told to do it themselves.
    private void restore(EpollRegistration registration) throws IOException {
        if (!registration.isOneShot()) {
            calls.add(registration);
            return;
        }
        Optional<OwnedFd> bell;
        try {
            bell = calls.ring(registration);
        } catch (IOException noDescriptorLeft) {
            calls.add(registration); // it may fail one accept; unregistered, nobody would ever accept again
            return;
        }
        if (bell.isPresent()) {
            bells.add(Doorbell.rung(registration, bell.get()));
        }
    }

    private void restoreAfter(List<EpollRegistration> registrations, Exception failure) {
        for (EpollRegistration registration : registrations) {
            try {
                restore(registration);
            } catch (IOException | RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /**
     * Moves registrations that an event loop has made at {@code other}, the door before, while the seat was changing. One
     * left there would wake its loop for ever for what it can't accept.
     *
     * @return how many there were
     */
    int repair(Door other, EpollRegistrations found) throws IOException {
        List<EpollRegistration> stale = found.of(seat, other);
        if (stale.isEmpty() || !found.isNewerThan(changedAt) || !isSeated()) {
            return 0;
        }
        // The kernel finds a registration only through a number that refers to the very file it was made for.
        Door door = current;
        List<EpollRegistration> taken = List.of();
        refer(other);
        try {
            taken = take(stale);
        } finally {
            refer(door);
        }
        restore(taken);
        return stale.size();
    }

    /** The numbers of the bells that may not have been heard yet. */
    List<Integer> bells() {
        return bells.stream().map(Doorbell::number).toList();
    }

    /** Takes down the bells that were heard. */
    void takeDownBells(EpollRegistrations found) {
        bells.removeIf(bell -> {
            boolean heard = bell.isHeard(found);
            if (heard) {
                bell.close();
            }
            return heard;
        });
    }

    /** Takes down all bells, heard or not. */
    void takeDownBells() {
        bells.forEach(Doorbell::close);
        bells.clear();
    }
}

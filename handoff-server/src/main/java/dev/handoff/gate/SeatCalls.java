package dev.handoff.gate;

import dev.handoff.fd.EpollRegistration;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Seat;
import java.io.IOException;
import java.util.Optional;

/** The system calls of a switch; a test makes one of them fail. */
interface SeatCalls {
    SeatCalls KERNEL = new SeatCalls() {};

    /** See {@link Seat#referTo}. */
    default void refer(Seat seat, OwnedFd door) throws IOException {
        seat.referTo(door);
    }

    /** See {@link EpollRegistration#remove}. */
    default boolean remove(EpollRegistration registration) throws IOException {
        return registration.remove();
    }

    /** See {@link EpollRegistration#add}. */
    default void add(EpollRegistration registration) throws IOException {
        registration.add();
    }

    /** See {@link EpollRegistration#ring}. */
    default Optional<OwnedFd> ring(EpollRegistration registration) throws IOException {
        return registration.ring();
    }
}

package dev.handoff.gate;

import dev.handoff.fd.ClosedDescriptorException;
import dev.handoff.fd.EpollRegistration;
import dev.handoff.fd.OwnedFd;

/**
 * Rung for the owner of a one-shot registration, so that he registers again himself at the new door. Kept until he has
 * heard it: closed earlier, it would be silent, and he would wait for ever.
 *
 * @param number of the bell, as /proc shows it
 * @param rungAt on the clock of {@link System#nanoTime()}
 */
record Doorbell(EpollRegistration rungFor, OwnedFd bell, int number, long rungAt) implements AutoCloseable {
    static Doorbell rung(EpollRegistration registration, OwnedFd bell) throws ClosedDescriptorException {
        return new Doorbell(registration, bell, bell.number(), System.nanoTime());
    }

    /** True once {@code found}, read after the ringing, shows that it has fired, or that the eventpoll is gone. */
    boolean isHeard(EpollRegistrations found) {
        return found.isNewerThan(rungAt)
                && found.covers(number)
                && found.of(number).stream().noneMatch(here -> here.epoll() == rungFor.epoll() && here.isArmed());
    }

    @Override
    public void close() {
        bell.close();
    }
}

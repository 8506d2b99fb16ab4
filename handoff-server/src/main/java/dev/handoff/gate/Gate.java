package dev.handoff.gate;

import dev.handoff.client.Adopter;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Poll;
import dev.handoff.fd.Seat;
import dev.handoff.fd.SocketFacts;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what a server's channel accepts from: the shared listener, its <em>front door</em>, or a private one, its
 * <em>side door</em>. The server sits on {@link #channel()} and never notices a switch; connections that wait at a door
 * stay there for its next acceptor.
 *
 * <p>A gate begins closed. It works for servers that wait in epoll, poll(2) or accept(2), on platform or virtual threads;
 * an io_uring or a SO_REUSEPORT listener is refused. docs/adr/0005-gate.md has the reasons and what was measured.
 *
 * <p>Hazards. Every local user can connect to the side door of a TCP listener: what it serves must be no secret. A thread
 * that was already inside accept(2) when the gate was shut may return one more connection of the front door; it is to be
 * served as any other. The application should close the channel when nobody switches the gate at that very moment: the
 * number it frees may be taken by another file between our look and our dup3(2).
 *
 * <p>Thread-safe. A switch takes a tenth of a millisecond where an event loop waits, most of it reading /proc, and some 8 ms the first
 * time; many gates are cheaper by {@link #openAll}.
 */
public final class Gate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final AtomicLong MADE = new AtomicLong();
    private static final int LOOKS_APART = 64;

    private enum Phase {
        CLOSED,
        OPEN,
        RETIRED,
        GONE
    }

    /** Gates that switch together lock each other in this order. */
    final long order = MADE.incrementAndGet();

    final ReentrantLock lock = new ReentrantLock();

    private final NamedListener front;
    private final Door frontDoor;
    private final SideDoor side;
    /** Null where the seat is a channel's that the application made itself. */
    private final @Nullable ServerSocketChannel channel;

    private final SeatSwitch seat; // guarded by lock
    private volatile Phase phase = Phase.CLOSED; // written under lock
    private int readableLooks; // guarded by lock

    private Gate(NamedListener front, SideDoor side, ServerSocketChannel channel, Seat seat, SeatCalls calls)
            throws IOException {
        this.front = front;
        this.frontDoor = Door.of(front.fd());
        this.side = side;
        this.channel = channel;
        this.seat = new SeatSwitch(front.name(), seat, channel::isOpen, calls, frontDoor);
    }

    private Gate(NamedListener front, SideDoor side, Seat seat, Door taken) throws IOException {
        this.front = front;
        this.side = side;
        this.channel = null;
        this.frontDoor = Door.of(front.fd());
        Door current = frontDoor.cookie() == taken.cookie() ? frontDoor : taken;
        this.seat = new SeatSwitch(front.name(), seat, () -> true, SeatCalls.KERNEL, current);
        this.phase = Phase.OPEN;
    }

    /**
     * Makes a seat on {@code front} as a JDK channel whose local address is the real one, behind a closed gate.
     *
     * <p>On success the gate owns {@code front}, on failure the caller still does.
     *
     * @throws GateRefusedException if it is a SO_REUSEPORT listener (its share of the connections would wait behind the
     *     closed gate for ever), or no stream listener
     * @throws dev.handoff.client.AdoptionException if this JDK lets no descriptor become a channel
     */
    public static Gate seat(NamedListener front) throws IOException {
        return seat(front, SeatCalls.KERNEL);
    }

    /**
     * As {@link #seat(NamedListener)}, for a listener of a SO_REUSEPORT group of which the caller knows that it gets no
     * connections before the gate is opened: {@link dev.handoff.fd.Diversion}.
     */
    public static Gate seatDiverted(NamedListener front) throws IOException {
        return seat(front, SocketFacts.of(front.fd()), SeatCalls.KERNEL);
    }

    static Gate seat(NamedListener front, SeatCalls calls) throws IOException {
        return seat(front, Suitability.ofOneAlone(front), calls);
    }

    private static Gate seat(NamedListener front, SocketFacts facts, SeatCalls calls) throws IOException {
        Suitability.requireStream(front.name(), facts);
        SideDoor side = SideDoor.beside(front.fd(), facts.family());
        try {
            Gate gate = sit(front, side, calls);
            Watchdog.SHARED.watch(gate);
            return gate;
        } catch (IOException | RuntimeException e) {
            side.close();
            throw e;
        }
    }

    /**
     * A gate on the seat of a channel that the application has made itself, and may close at any time. It begins open:
     * whatever the number referred to, it refers to {@code front} now, and event loops that watch it go on doing so. On
     * success the gate owns {@code front}, on failure the caller still does.
     *
     * @throws GateRefusedException as {@link #seat(NamedListener)} does
     */
    public static Gate over(Seat seat, NamedListener front) throws IOException {
        return over(seat, front, Suitability.ofOneAlone(front));
    }

    /** As {@link #over(Seat, NamedListener)}, for a listener as that of {@link #seatDiverted}. */
    public static Gate overDiverted(Seat seat, NamedListener front) throws IOException {
        return over(seat, front, SocketFacts.of(front.fd()));
    }

    private static Gate over(Seat seat, NamedListener front, SocketFacts facts) throws IOException {
        Suitability.requireStream(front.name(), facts);
        SideDoor side = SideDoor.beside(front.fd(), facts.family());
        try (OwnedFd before = seat.duplicate()) {
            Gate gate = new Gate(front, side, seat, Door.of(before));
            if (!gate.seat.current().equals(gate.frontDoor)) {
                front.fd().setNonBlocking(); // or its new acceptor would hang where the one before polls
                gate.seat.move(gate.frontDoor, EpollRegistrations.of(Set.of(seat.number())));
            }
            Watchdog.SHARED.watch(gate);
            return gate;
        } catch (IOException | RuntimeException e) {
            side.close();
            throw e;
        }
    }

    private static Gate sit(NamedListener front, SideDoor side, SeatCalls calls) throws IOException {
        OwnedFd fd = front.fd().duplicate();
        ServerSocketChannel channel;
        Seat seat;
        try {
            seat = Seat.of(fd);
            channel = Adopter.adopt(fd);
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
        try {
            Gate gate = new Gate(front, side, channel, seat, calls);
            gate.seat.move(side.door(), EpollRegistrations.NONE);
            return gate;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * What the server sits on: the application's to close.
     *
     * @throws IllegalStateException if it made the channel itself
     */
    public ServerSocketChannel channel() {
        if (channel == null) {
            throw new IllegalStateException("listener " + front.name() + " is on a channel of the application's own");
        }
        return channel;
    }

    /** Where only this process is reached, while the gate is closed. */
    public SocketAddress sideDoor() {
        return side.address();
    }

    /** The shared listener, to be handed over; the gate keeps it. */
    public NamedListener front() {
        return front;
    }

    public boolean isOpen() {
        return phase == Phase.OPEN;
    }

    /**
     * From here on the server accepts from the front door. Does nothing if the gate is open.
     *
     * @throws SeatLostException if the application has closed the channel
     * @throws GateRefusedException if the process has an io_uring
     * @throws IOException if the switch failed; the gate is as it was
     * @throws IllegalStateException if the gate is retired or closed
     */
    public void open() throws IOException {
        openAll(List.of(this));
    }

    /**
     * From here on the server accepts from the side door only. Does nothing if the gate is shut.
     *
     * @throws IOException as {@link #open()} does
     */
    public void shut() throws IOException {
        shutAll(List.of(this));
    }

    /** Opens all of {@code gates}, or, if one of them fails as {@link #open()} does, none. */
    public static void openAll(List<Gate> gates) throws IOException {
        Switching.run(gates, true);
    }

    /** Shuts all of {@code gates}, or, if one of them fails as {@link #shut()} does, none. */
    public static void shutAll(List<Gate> gates) throws IOException {
        Switching.run(gates, false);
    }

    /**
     * Shuts the gate for good and drops the front door: this process no longer holds the listener. The server stays at the
     * side door. Does nothing the second time.
     *
     * @throws IOException if the gate was open and could not be shut; it stays open, and the listener held
     */
    public void retire() throws IOException {
        retireAll(List.of(this));
    }

    /** Retires all of {@code gates}, or, if one that is open can't be shut, none. */
    public static void retireAll(List<Gate> gates) throws IOException {
        Switching.retire(gates);
    }

    /**
     * Drops both doors and all that the gate made. The channel is the application's to close; its seat stays where it is.
     */
    @Override
    public void close() {
        Watchdog.SHARED.forget(this);
        lock.lock();
        try {
            phase = Phase.GONE;
            seat.takeDownBells();
            front.close();
            side.close();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the listener go, unless that is done. Under the lock. */
    void dropFront() {
        if (phase != Phase.GONE) {
            phase = Phase.RETIRED;
        }
        front.close();
    }

    /** The bare number that the server sits on. */
    public int number() {
        return seat.seat().number();
    }

    /** The numbers that event loops may watch for this gate's sake. */
    List<Integer> watchedNumbers() {
        lock.lock();
        try {
            List<Integer> numbers = new ArrayList<>(seat.bells());
            numbers.add(number());
            return numbers;
        } finally {
            lock.unlock();
        }
    }

    /** False once the application has closed its channel. */
    public boolean isSeated() {
        lock.lock();
        try {
            return phase != Phase.GONE && seat.isSeated();
        } finally {
            lock.unlock();
        }
    }

    /** True if there is something to do. Under the lock. */
    boolean isToMove(boolean open) {
        if (phase == Phase.GONE || (phase == Phase.RETIRED && open)) {
            throw new IllegalStateException("listener " + front.name() + ": its gate is " + phase);
        }
        return open != isOpen() && phase != Phase.RETIRED;
    }

    /** Makes the door ready that the seat will move to. Under the lock. */
    void prepare(boolean open) throws IOException {
        seat.requireSeated();
        if (open) {
            side.carryOptions(frontDoor.fd())
                    .forEach(failure -> LOG.warn("listener {}: not set on the front door: {}", front.name(), failure));
        } else {
            side.drain();
        }
        reassertNonBlocking();
    }

    /** Under the lock. */
    void move(boolean open, EpollRegistrations found) throws IOException {
        seat.move(open ? frontDoor : side.door(), found);
        phase = open ? Phase.OPEN : Phase.CLOSED;
    }

    /**
     * Brings the seat to the door that it should be at, should a switch have failed and its undoing too, and then the
     * registrations that were left at the other door.
     *
     * @return how many of them there were
     */
    int repair(EpollRegistrations found) throws IOException {
        lock.lock();
        try {
            seat.takeDownBells(found);
            if (phase == Phase.RETIRED || phase == Phase.GONE) {
                return 0;
            }
            reassertNonBlocking();
            if (!seat.current().equals(door())) {
                seat.move(door(), found);
            }
            return seat.repair(isOpen() ? side.door() : frontDoor, found);
        } finally {
            lock.unlock();
        }
    }

    /** True if an event loop watches the seat, so that no thread sleeps in it. */
    boolean isLooped(EpollRegistrations found) {
        return found.isLooped(seat.seat(), door());
    }

    private Door door() {
        return isOpen() ? frontDoor : side.door();
    }

    // A channel that is made blocking again, or accepts with a timeout, clears the flag for all who share the listener.
    private void reassertNonBlocking() throws IOException {
        frontDoor.fd().setNonBlocking();
        side.door().fd().setNonBlocking();
    }

    /**
     * The watchdog's look. True if connections have waited at the seat's door for too many looks in a row, which may be
     * load, and may be an acceptor that sleeps at the other door: the first suspicion comes at the second look, later ones
     * ever more rarely.
     */
    boolean isSuspicious() throws IOException {
        if (!lock.tryLock()) {
            return false; // it is being switched
        }
        try {
            if (phase == Phase.GONE) {
                return false;
            }
            if (phase == Phase.OPEN) {
                side.drain();
                reassertNonBlocking();
            }
            if (!seat.current().equals(door()) || !seat.bells().isEmpty()) {
                return true;
            }
            boolean waiting = Poll.readable(seat.current().fd(), Deadline.in(Duration.ZERO));
            readableLooks = waiting ? readableLooks + 1 : 0;
            return readableLooks >= 2 && (Integer.bitCount(readableLooks) == 1 || readableLooks % LOOKS_APART == 0);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "gate of " + front.name() + " (" + phase + ", " + seat.seat() + ")";
    }
}

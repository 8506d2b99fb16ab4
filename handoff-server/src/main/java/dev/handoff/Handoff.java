package dev.handoff;

import dev.handoff.client.HandoffAbortedException;
import dev.handoff.fd.Flock;
import dev.handoff.fd.Seat;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.server.ControlPath;
import dev.handoff.server.RequestRecorder;
import dev.handoff.server.WayBack;
import dev.handoff.wire.v1.Generation;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.RecordedRequest;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A process's listeners, from its predecessor to its successor.
 *
 * <p>Opened, it holds the listeners behind closed gates. {@link #ready()} makes it their owner; it then serves until a
 * successor has taken over, or a signal ends it, and {@link #awaitRetired()} returns when what it had accepted is finished.
 * A service manager that wants to know ($NOTIFY_SOCKET) is told of all that; nothing has to be called for it.
 *
 * <pre>{@code
 * try (Handoff handoff = Handoff.at(control).listener("http", new InetSocketAddress(8080)).release("2026.11.2").open()) {
 *     Server server = start(handoff.channel("http"));
 *     handoff.onDrain(server::stop);
 *     handoff.whileOwner(scheduler::start, scheduler::stop);
 *     handoff.ready();
 *     handoff.awaitRetired();
 * }
 * }</pre>
 */
public final class Handoff implements AutoCloseable {
    private final Owner owner;

    Handoff(HandoffTerms terms, ControlPath control, Seats seats, SocketFiles files, Origin origin, Unit unit) {
        this.owner = new Owner(terms, control, seats, files, origin, unit);
    }

    /** The terms of a handoff at {@code control}, the path where the owner answers. */
    public static HandoffBuilder at(Path control) {
        return new HandoffBuilder(control);
    }

    void bindControl(Flock lock) throws IOException {
        owner.publication().bind(owner.holding(), owner.terms().server(), lock);
    }

    void publishHolding() throws IOException {
        owner.publication().publishHolding();
    }

    Owner owner() {
        return owner;
    }

    /** Undoes an opening that failed half-way. */
    void discard() {
        owner.dispose();
    }

    void start() {
        owner.start();
        if (owner.terms().tenure().handlesSignals()) {
            Signals.listen(this, owner::signalled);
        }
    }

    /**
     * The channel to serve. It is bound and listening, tells its real address, and is the application's to close. Until
     * {@link #ready()}, and after a successor took over, only connections to the side door reach it.
     */
    public ServerSocketChannel channel(String listener) {
        return owner.seats().channel(listener);
    }

    /** Where the listener is bound, whoever accepts and through whichever channel. */
    public SocketAddress address(String listener) {
        return owner.seats().address(listener);
    }

    /**
     * The number under {@link #channel}, for a server that takes a descriptor and no channel. It is that server's to close then,
     * and the channel is to be left alone, neither used nor closed. While the gate is closed the number refers to the side
     * door, and getsockname(2) tells that one's address; {@link #address} tells the real one.
     */
    public Seat seat(String listener) {
        return owner.seats().seat(listener);
    }

    /**
     * Puts the listener under a channel of a server that takes neither channel nor descriptor: one that it has bound, to an
     * address of no meaning on loopback, and does not accept from yet. From here on {@link #channel} is closed; all else is as
     * before. To be called before {@link #ready()}.
     *
     * @throws IOException if the channel can have no gate; this process can't be READY then
     */
    public void reseat(String listener, Seat seat) throws IOException {
        owner.tenure().reseat(listener, seat);
    }

    /**
     * Where this process is reached and no other, for warm-up and probes: on loopback, or in a private folder. Connections
     * are served while the gate is closed. Any user of this machine may connect to one on loopback.
     */
    public SocketAddress sideDoor(String listener) {
        return owner.seats().sideDoor(listener);
    }

    /** The listeners of an application that binds them itself: {@link HandoffBuilder#boundByApplication()}. */
    public Bindings bindings() {
        return new Bindings(this, owner);
    }

    /** Counts the processes that owned the listeners, from 1. */
    public long generation() {
        return owner.standing().generation();
    }

    /** Our release label. */
    public String release() {
        return owner.standing().identity().release();
    }

    /** The generations that owned the listeners before this one, newest first, as far back as is remembered. */
    public List<Generation> lineage() {
        return owner.standing().lineage().retired();
    }

    /** True if there was no predecessor. */
    public boolean isFirst() {
        return owner.lease().isEmpty();
    }

    public ProcessPhase phase() {
        return owner.tenure().phases().current();
    }

    /** True while our gate is closed because another process accepts: answers should ask clients to reconnect. */
    public boolean isYielded() {
        ProcessPhase phase = phase();
        return phase == ProcessPhase.YIELDED || phase == ProcessPhase.RETIRED;
    }

    /** As {@code handoff-client status} shows it. */
    public Status status() {
        return StatusReport.full(owner);
    }

    /** Live counts: what the drain waits for and a status shows. Without them a drain goes straight to its hooks. */
    public void measure(LongSupplier inFlight, LongSupplier connections) {
        owner.drain().measure(inFlight, connections);
    }

    /** Runs within {@link #ready()}, before READY, while only the side door leads here. Failing fails the handoff. */
    public void warmUp(Hook hook) {
        owner.hooks().onWarmUp(hook);
    }

    /** Notes what this process is asked for a while after a successor has asked, so that it can warm up with that. */
    public void recordRequests(RequestRecorder recorder) {
        owner.hooks().onSuccessor(recorder);
    }

    /**
     * What the predecessor was asked since it granted us the listeners, if it notes that; it takes some 2 s from the grant, and
     * this waits for it. Its words: what is of no use is to be passed over.
     */
    public List<RecordedRequest> awaitRecorded() throws InterruptedException {
        return owner.lease().isPresent() ? owner.lease().get().awaitRecorded() : List.of();
    }

    /** {@code handoff-client rollback} asks for it, on a thread of ours. Without this, it is told that we can't. */
    public void onRollback(WayBack way) {
        owner.hooks().onRollback(way);
    }

    /**
     * Runs when we stop accepting and drain: another process accepts, and {@link #onReclaim} hooks may follow, or nobody
     * does and we end.
     */
    public void onYield(Hook hook) {
        owner.hooks().onYield(hook);
    }

    /** Runs when the successor failed and we accept again. */
    public void onReclaim(Hook hook) {
        owner.hooks().onReclaim(hook);
    }

    /** Runs once we will not accept again, and all connections are gone or the drain's deadline is reached: stop. */
    public void onDrain(Hook hook) {
        owner.hooks().onDrain(hook);
    }

    /**
     * A singleton duty: started when the listeners are ours and no other process runs it, stopped before a successor
     * starts its own. Hooks run one at a time on a thread of their own; {@code stop} must return only when it has stopped.
     */
    public void whileOwner(Hook start, Hook stop) {
        owner.duties().add(start, stop);
    }

    /**
     * Tells each phase as this process enters it, on the thread that does the step and under its lock: {@code watcher} may
     * only note it. Those that were entered before are not told.
     */
    public void onPhase(Consumer<ProcessPhase> watcher) {
        owner.hooks().onPhase(watcher);
    }

    /** What the drain waits for besides the counts, as long as its deadline allows: asked often, so it must be cheap. */
    public void drainWhile(BooleanSupplier busy) {
        owner.drain().busyWhile(busy);
    }

    /** As SIGTERM: asks this process to finish, and if it was asked before, to finish now. Returns at once. */
    public void stop() {
        owner.signalled();
    }

    /** Progress of the warm-up in one line, for whoever watches. */
    public void progress(String line) {
        owner.progress(line);
    }

    /**
     * Something that takes a while, such as a warm-up or a download, for whoever watches; one of the same name is replaced.
     *
     * @throws IllegalArgumentException if the name is empty or longer than 64 characters
     */
    public Task task(String name) {
        return new Task(owner.chronicle(), name);
    }

    /** The last handoffs across generations, newest first; at most 50. */
    public List<HandoffRecord> history() {
        return owner.chronicle().history();
    }

    /**
     * Puts something into the history that is no handoff between processes, such as a program that was exchanged in this one. Its
     * outcome is one that no handoff has, in small letters and hyphens; what is too long is cut.
     */
    public void remember(HandoffRecord record) {
        owner.chronicle().remember(record);
    }

    /** Has {@code handoff-client ready} said that we are READY? {@link HandoffBuilder#readyWhenTold()}. */
    public boolean isReadyTold() {
        return owner.readyWord().hear()
                || owner.lease().map(Succession::isReadyTold).orElse(false);
    }

    /**
     * Plays a handoff of nobody's, once in a process, so that real ones load nothing for the first time (some 0.2 s, before the warm-up);
     * warms up, says READY, and opens the gates once the predecessor has committed. On return this process accepts, on
     * probation if there was a predecessor; or a signal ended it while it warmed up, and {@link #awaitRetired()} returns soon.
     *
     * @throws HandoffAbortedException if the predecessor ended the handoff, or took the listeners back already; it serves
     *     on, and this process should end
     * @throws WarmUpException if a warm-up hook failed; the listeners were given back
     * @throws IOException if a gate does not open; the listeners were given back
     */
    public void ready() throws IOException, InterruptedException {
        owner.ready();
    }

    /** Ends the probation well, now. Of no effect off probation. */
    public void confirm() {
        owner.confirm();
    }

    /**
     * Ends the probation badly: the predecessor takes the listeners back, and we retire. Of no effect off probation.
     *
     * @return true if it does; false if there is none to fall back on, and the listeners stay ours
     */
    public boolean fail(String reason) throws InterruptedException {
        return owner.fail(reason);
    }

    /** Waits until this process has nothing left to do: handed over or terminated, drained, hooks run. */
    public Ending awaitRetired() throws InterruptedException {
        return owner.awaitGone();
    }

    /** Ends whatever there is: an owner stops accepting and drains to its deadline. Returns when nothing is left. */
    @Override
    public void close() {
        try {
            owner.terminate();
            owner.awaitGone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Signals.forget(this);
            owner.dispose();
        }
    }
}

package dev.handoff;

import dev.handoff.client.Identity;
import dev.handoff.client.Trust;
import dev.handoff.server.ServerTerms;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The terms of a {@link Handoff}, before it is opened. One thread's. */
public final class HandoffBuilder {
    private static final int MOST_LABEL = 128;

    private final Path control;
    private final Map<String, ListenAddress> listeners = new LinkedHashMap<>();
    private final Set<Integer> users = new HashSet<>();
    private String release = "";
    private boolean allowRollback;
    private boolean allowForeignNetwork;
    private boolean standsBy;
    private boolean inBackground = true;
    private Duration probation = Duration.ofSeconds(10);
    private Optional<Duration> drainDeadline = Optional.of(Duration.ofSeconds(30));
    private Duration requestWait = Duration.ofSeconds(60);
    private Duration readyWithin = Duration.ofMinutes(5);
    private Duration heartbeat = ServerTerms.DEFAULT.heartbeat();
    private Duration silence = ServerTerms.DEFAULT.silence();
    private Duration overdue = ServerTerms.DEFAULT.overdue();
    private int mostDraining = ServerTerms.DEFAULT.mostDraining();
    private Optional<String> group = Optional.empty();
    private boolean handlesSignals = true;
    private boolean isManaged = true;
    private Optional<Integer> stranger = Optional.empty();
    private boolean isShared;
    private Optional<StrangerTerms.End> strangersEnd = Optional.empty();
    private boolean boundByApplication;
    private boolean isUngated;
    private boolean readyWhenTold;
    private boolean isStore;
    private Optional<Path> store = Optional.empty();

    HandoffBuilder(Path control) {
        this.control = control;
    }

    /** A TCP listener, bound as the JDK would: dual-stack where there is IPv6. */
    public HandoffBuilder listener(String name, InetSocketAddress address) {
        return listener(name, ListenAddress.of(address));
    }

    /**
     * A listener at {@code 127.0.0.1:8080}, {@code 0.0.0.0:8080} (IPv4 only), {@code [::]:8080} (both) or
     * {@code unix:/run/app.sock}. Port 0 takes any free port, or whatever port the predecessor has.
     *
     * <p>The file at a Unix path is taken away by the last owner to end, or by an opening that fails after it bound the
     * path; not if another process listens there. A process that is killed leaves it behind, and the next one replaces it.
     */
    public HandoffBuilder listener(String name, String address) {
        return listener(name, ListenAddress.parse(address));
    }

    private HandoffBuilder listener(String name, ListenAddress address) {
        if (listeners.putIfAbsent(NamedListener.requireName(name), address) != null) {
            throw new IllegalArgumentException("two listeners named " + name);
        }
        return this;
    }

    /** The software's own label. With one, a release that was replaced can't take the listeners back by mistake. */
    public HandoffBuilder release(String label) {
        if (label.length() > MOST_LABEL) {
            throw new IllegalArgumentException("a release label of more than " + MOST_LABEL + " characters");
        }
        release = label;
        return this;
    }

    /** Ask even if this is a release that was replaced. */
    public HandoffBuilder allowRollback(boolean allow) {
        allowRollback = allow;
        return this;
    }

    /**
     * Take listeners of another network namespace, too. Such a one serves that namespace's addresses and keeps it alive, but is
     * deaf, without an error, when whoever made that namespace takes its interface away. Refused by default.
     */
    public HandoffBuilder allowForeignNetwork(boolean allow) {
        allowForeignNetwork = allow;
        return this;
    }

    /**
     * Wait, instead of failing, where this is a release that was replaced: until its owner is gone and nobody answers at the control
     * path. For a supervisor that starts again whatever ends. Not bounded by {@link #requestWait}.
     */
    public HandoffBuilder standBy(boolean stand) {
        standsBy = stand;
        return this;
    }

    /**
     * Whether this process, while it starts beside a predecessor that serves, runs when nobody else wants the processor: SCHED_IDLE of
     * sched(7), from {@link #open} to READY, for 20 s at the most, and not if it is starved by that. It takes CAP_SYS_NICE or
     * {@code LimitNICE=20} (RLIMIT_NICE) to end it; where that is not given it is not begun. Its threads have a long slice meanwhile, which
     * lets others go first who wake up and takes nothing from them (sched_setattr(2), Linux 6.12); the JVM's compilers have that for good,
     * also in a process that comes after nobody. Default true.
     *
     * <p>Processes that are started meanwhile are raised with this one, those that were meant to be idle too; but not one that has left
     * its parent by then, as a daemon does.
     */
    public HandoffBuilder startInBackground(boolean background) {
        inBackground = background;
        return this;
    }

    /** How long the predecessor may still take the listeners back once we accept. Default 10 s. */
    public HandoffBuilder probation(Duration time) {
        probation = time;
        return this;
    }

    /** How long a retired process finishes what it accepted before it closes what is left. Default 30 s. */
    public HandoffBuilder drainDeadline(Duration time) {
        drainDeadline = Optional.of(time);
        return this;
    }

    /** A retired process drains until its last connection is closed, however long that takes. */
    public HandoffBuilder drainWithoutDeadline() {
        drainDeadline = Optional.empty();
        return this;
    }

    /** How long to wait for our turn, or for a predecessor that is changing. Default 60 s. */
    public HandoffBuilder requestWait(Duration time) {
        requestWait = time;
        return this;
    }

    /** From the grant to READY at the longest; then the predecessor gives us up. Default 5 minutes. */
    public HandoffBuilder readyWithin(Duration time) {
        readyWithin = time;
        return this;
    }

    /**
     * What we hold our successor to: a sign of life each {@code interval}, hung after {@code silence}. Default 200 ms and
     * 2 s. A silence shorter than the longest pause of the garbage collector undoes good releases.
     */
    public HandoffBuilder heartbeat(Duration interval, Duration silence) {
        this.heartbeat = interval;
        this.silence = silence;
        return this;
    }

    /** Beyond its probation, how long a successor may take to confirm before we take the listeners back. For tests. */
    HandoffBuilder overdue(Duration time) {
        overdue = time;
        return this;
    }

    /** How many retired generations may drain at once; the oldest is ended first. Default 8. */
    public HandoffBuilder mostDraining(int generations) {
        mostDraining = generations;
        return this;
    }

    /** Lets processes of another user near the listeners. Ours and root's are let in always. */
    public HandoffBuilder allowUser(int uid) {
        users.add(uid);
        return this;
    }

    /** Lets the members of a group connect to the control socket; each user must be allowed as well. */
    public HandoffBuilder controlGroup(String name) {
        group = Optional.of(name);
        return this;
    }

    /** Whether SIGTERM and SIGINT drain and end this process. Default true. */
    public HandoffBuilder handleSignals(boolean handle) {
        handlesSignals = handle;
        return this;
    }

    /** Whether this process publishes a JMX bean, {@link dev.handoff.management.HandoffMXBean}, once it is the owner. Default true. */
    public HandoffBuilder jmx(boolean publish) {
        isManaged = publish;
        return this;
    }

    /**
     * Takes the place of a process that does not know of us. Where nobody answers at the control path and an address is in
     * use, it is taken from this process, which may be any program: at {@link Handoff#ready()} its new connections are
     * diverted to us, and it finishes those that it has. If this process ends before that one does, the kernel gives them
     * all back to it.
     *
     * <p>Once it is gone this has no effect, so it may stay in a configuration for a while; it is best removed.
     */
    public HandoffBuilder takeFrom(int pid) {
        stranger = Optional.of(pid);
        return this;
    }

    /**
     * Uses the listeners of the process of {@link #takeFrom} themselves, instead of diverting their connections: for Unix
     * listeners, and for one that hangs, whose queue is then served. Both accept until it ends. Its listeners become
     * non-blocking, on which a program that blocks in accept(2) may fail.
     */
    public HandoffBuilder shareTaken(boolean share) {
        isShared = share;
        return this;
    }

    /**
     * Tells the process of {@link #takeFrom} to end when we have accepted for as long as our probation is, and it has
     * finished what it had, at the latest after our drain deadline. Without this it is somebody else's to end.
     *
     * @param signal the number, signal(7): by which that program stops best
     */
    public HandoffBuilder endTaken(int signal) {
        strangersEnd = Optional.of(new StrangerTerms.End(signal, false));
        return this;
    }

    /** As {@link #endTaken}, when a successor of ours is confirmed: for one who only holds the listeners till then. */
    public HandoffBuilder endTakenWhenSucceeded(int signal) {
        strangersEnd = Optional.of(new StrangerTerms.End(signal, true));
        return this;
    }

    /**
     * The application makes its channels itself: nothing is bound here, and {@link Handoff#bindings()} puts them on their
     * seats. The listeners that were named are then the only ones that are taken from a predecessor; without any, all are.
     */
    public HandoffBuilder boundByApplication() {
        boundByApplication = true;
        return this;
    }

    /**
     * The listeners are only held here, for a program that is given their descriptors: {@link Bindings#listeners()}. They get
     * no channel, no gate and no side door, and no flag of theirs is touched. So the program accepts as soon as it listens,
     * beside the predecessor until that one has drained.
     */
    public HandoffBuilder withoutGates() {
        isUngated = true;
        return this;
    }

    /**
     * {@code handoff-client ready} may say when we are READY: {@link Handoff#isReadyTold()} tells that it did. To wait for it,
     * no longer than {@link #readyWithin}, and then to call {@link Handoff#ready()} is the application's.
     */
    public HandoffBuilder readyWhenTold() {
        readyWhenTold = true;
        return this;
    }

    /**
     * The listeners are kept for others: who may connect may have more of them kept, get duplicates, and have them let go. They
     * get no channel here. Only another store can be handed over to.
     */
    public HandoffBuilder keepForOthers() {
        isStore = true;
        return boundByApplication();
    }

    /**
     * Has our listeners kept by a store ({@code handoff-server hold --store}) as soon as they are ours. If this process dies,
     * connections wait there, and the next one gets the listeners from it before it would bind. Once the service is not to come
     * back they are to be deleted there, or clients wait for ever. A store that does not answer costs a line in the log, and
     * what it is for.
     *
     * @param control the store's control path, which is not ours
     */
    public HandoffBuilder keptAt(Path control) {
        store = Optional.of(control);
        return this;
    }

    /**
     * Gets the listeners from the predecessor, or binds them when there is none. Their gates are closed: until
     * {@link Handoff#ready()} only their side doors lead to them.
     *
     * @throws dev.handoff.wire.RefusedException the predecessor said no: BUSY to our deadline, NOT_PERMITTED, OLDER_RELEASE
     * @throws AddressInUseException a stranger holds one of the addresses
     * @throws dev.handoff.client.stranger.StrangerException nothing can be taken from the process of {@link #takeFrom}
     * @throws dev.handoff.client.ForeignNetworkException the listeners are of another network namespace
     * @throws dev.handoff.client.ControlPathException the control path can't be used
     * @throws UnsupportedOperationException this is not Linux
     * @throws IOException otherwise; nothing is left behind
     */
    public Handoff open() throws IOException, InterruptedException {
        String system = System.getProperty("os.name", "an unknown system");
        if (!system.equals("Linux")) {
            throw new UnsupportedOperationException("descriptors are passed on Linux only, and this is " + system);
        }
        if (listeners.isEmpty() && !boundByApplication) {
            throw new IllegalStateException("no listener was named");
        }
        Background background = Background.ofThisProcess();
        boolean isOpen = false;
        try {
            if (inBackground && !isUngated && !isStore) {
                background.beginBeside(control);
            }
            Handoff handoff = new Opening(terms()).open();
            isOpen = true;
            return handoff;
        } finally {
            if (!isOpen) {
                background.close();
            }
        }
    }

    private HandoffTerms terms() {
        ServerTerms server = new ServerTerms(
                new Trust(users), group, heartbeat, silence, ServerTerms.DEFAULT.readyCap(), overdue, mostDraining);
        Wanted wanted = new Wanted(
                Collections.unmodifiableMap(new LinkedHashMap<>(listeners)), // in the order of their naming
                boundByApplication,
                isUngated,
                isStore,
                store,
                stranger.map(pid -> new StrangerTerms(pid, isShared, strangersEnd)));
        Asking asking = new Asking(requestWait, readyWithin, allowRollback, allowForeignNetwork, standsBy);
        TenureTerms tenure = new TenureTerms(probation, drainDeadline, handlesSignals, isManaged, readyWhenTold);
        return new HandoffTerms(control, Identity.of(release), wanted, asking, tenure, server);
    }
}

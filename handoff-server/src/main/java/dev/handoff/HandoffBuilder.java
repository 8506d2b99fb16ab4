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

    /**
     * Gets the listeners from the predecessor, or binds them when there is none. Their gates are closed: until
     * {@link Handoff#ready()} only their side doors lead to them.
     *
     * @throws dev.handoff.wire.RefusedException the predecessor said no: BUSY to our deadline, NOT_PERMITTED, OLDER_RELEASE
     * @throws AddressInUseException a stranger holds one of the addresses
     * @throws dev.handoff.client.ControlPathException the control path can't be used
     * @throws IOException otherwise; nothing is left behind
     */
    public Handoff open() throws IOException, InterruptedException {
        if (listeners.isEmpty()) {
            throw new IllegalStateException("no listener was named");
        }
        ServerTerms server = new ServerTerms(
                new Trust(users), group, heartbeat, silence, ServerTerms.DEFAULT.readyCap(), overdue, mostDraining);
        return new Opening(new HandoffTerms(
                        control,
                        Collections.unmodifiableMap(new LinkedHashMap<>(listeners)), // in the order of their naming
                        Identity.of(release),
                        allowRollback,
                        probation,
                        drainDeadline,
                        requestWait,
                        readyWithin,
                        server,
                        handlesSignals))
                .open();
    }
}

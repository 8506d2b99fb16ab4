package dev.handoff.client.stranger;

import dev.handoff.client.stranger.StrangerException.Reason;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.Errno;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.PidFd;
import dev.handoff.fd.SocketFacts;
import dev.handoff.fd.SocketType;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A process that does not know of us, and its listeners.
 *
 * <p>What is taken is a duplicate: it goes on accepting, from the same queue. The open file description is shared, so
 * O_NONBLOCK is too: one who sets it on what was taken makes the accept(2) of a program that blocks in it fail with EAGAIN.
 *
 * <p>Held by a pidfd, so that nothing here ever reaches another process that got its number. Thread-safe.
 */
public final class Stranger implements AutoCloseable {
    private final int pid;
    private final PidFd process;
    /** Guarded by this, as is the next. */
    private final Set<Long> taken = new HashSet<>();

    /** Processes that share what was taken: workers, or their parent. Found when first needed. */
    private final Set<Long> companions = new HashSet<>();

    private Optional<Path> attached = Optional.empty();
    private final List<NamedListener> passed = new ArrayList<>();

    private Stranger(int pid, PidFd process) {
        this.pid = pid;
        this.process = process;
    }

    /**
     * The process with this number now.
     *
     * @throws StrangerException NO_SUCH_PROCESS, UNSUPPORTED
     * @throws IllegalArgumentException if it is no process's number, or ours
     */
    public static Stranger of(int pid) throws IOException {
        if (pid <= 0 || pid == ProcessHandle.current().pid()) {
            throw new IllegalArgumentException("process " + pid + (pid <= 0 ? ": not a process's number" : " is we"));
        }
        try {
            return new Stranger(pid, PidFd.of(pid));
        } catch (ErrnoException e) {
            if (e.is(Errno.ESRCH, Errno.EINVAL)) {
                String what = e.is(Errno.ESRCH) ? "there is no process " + pid : pid + " is a thread, not a process";
                throw new StrangerException(Reason.NO_SUCH_PROCESS, what);
            }
            throw Forbidden.orElse(e, "pidfd_open", pid);
        }
    }

    public int pid() {
        return pid;
    }

    /**
     * Where the kernel does not let us take a listener, and the process is a JVM, it is asked for it, by attaching
     * {@code handoff-agent.jar} to it. That runs code of ours in it, and leaves a few classes there.
     */
    public synchronized void attaching(Path agent) {
        attached = Optional.of(agent);
    }

    /**
     * Its listening stream sockets, TCP and Unix, in the order of their descriptors.
     *
     * @throws StrangerException NOT_PERMITTED, NO_SUCH_PROCESS if it has ended
     */
    public List<StrangerListener> listeners() throws IOException {
        Map<Long, Integer> descriptors = descriptors();
        List<StrangerListener> listeners = new ArrayList<>();
        for (SocketTable.Line line : table().listening()) {
            Integer descriptor = descriptors.get(line.inode());
            if (descriptor != null) {
                listeners.add(new StrangerListener(line.name(), descriptor, line.inode()));
            }
        }
        listeners.sort(Comparator.comparingInt(StrangerListener::descriptor));
        return listeners;
    }

    private Map<Long, Integer> descriptors() throws IOException {
        try {
            return DescriptorLinks.sockets(pid);
        } catch (IOException e) {
            requireAlive();
            throw Forbidden.look(pid);
        }
    }

    private SocketTable table() throws IOException {
        try {
            return SocketTable.of(pid);
        } catch (IOException e) {
            requireAlive();
            throw e;
        }
    }

    private void requireAlive() throws IOException {
        if (process.awaitEnd(Deadline.in(java.time.Duration.ZERO))) {
            throw new StrangerException(Reason.NO_SUCH_PROCESS, this + " has ended");
        }
    }

    /**
     * Duplicates one of them into this process, after the kernel has said that it is what it was taken for.
     *
     * @return the listener; the caller closes it
     * @throws StrangerException NOT_PERMITTED; NO_SUCH_PROCESS or NO_SUCH_LISTENER if it is gone by now; UNSUITABLE if several
     *     sockets listen at the address; OTHER_NETWORK; UNSUPPORTED
     */
    public OwnedFd take(StrangerListener listener) throws IOException {
        requireAlone(listener);
        OwnedFd fd = duplicate(listener);
        try {
            requireSame(listener, SocketFacts.of(fd));
            remember(listener);
            return fd;
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    private synchronized void remember(StrangerListener listener) {
        taken.add(listener.inode());
        companions.clear();
    }

    private void requireAlone(StrangerListener listener) throws IOException {
        long sockets = table().listening().stream()
                .filter(line -> line.name().equals(listener.name()))
                .map(SocketTable.Line::inode)
                .distinct()
                .count();
        if (sockets > 1) {
            throw new StrangerException(
                    Reason.UNSUITABLE,
                    sockets + " sockets listen at " + listener
                            + " by SO_REUSEPORT, each with a queue of its own; with one"
                            + " of them taken, the connections of the others would be lost when " + this + " ends");
        }
    }

    private OwnedFd duplicate(StrangerListener listener) throws IOException {
        try {
            return process.descriptor(listener.descriptor());
        } catch (ErrnoException e) {
            if (e.is(Errno.ESRCH)) {
                throw new StrangerException(Reason.NO_SUCH_PROCESS, this + " has ended");
            }
            if (e.is(Errno.EBADF)) {
                throw new StrangerException(Reason.NO_SUCH_LISTENER, this + " no longer listens at " + listener);
            }
            IOException forbidden = Forbidden.orElse(e, "pidfd_getfd", pid);
            return passed(listener, forbidden);
        }
    }

    /** What the process itself passes, if it is to be asked; else what kept us from taking it. */
    private synchronized OwnedFd passed(StrangerListener listener, IOException forbidden) throws IOException {
        boolean isForbidden = forbidden instanceof StrangerException reason
                && (reason.reason() == Reason.NOT_PERMITTED || reason.reason() == Reason.UNSUPPORTED);
        if (attached.isEmpty() || !isForbidden) {
            throw forbidden;
        }
        try {
            if (passed.isEmpty()) {
                passed.addAll(Attachment.listeners(pid, attached.get()));
            }
        } catch (IOException e) {
            e.addSuppressed(forbidden);
            throw e;
        }
        for (NamedListener each : passed) {
            if (each.facts().name().equals(listener.name())) {
                return each.fd().duplicate();
            }
        }
        throw new StrangerException(Reason.NO_SUCH_LISTENER, this + " no longer listens at " + listener);
    }

    private void requireSame(StrangerListener listener, SocketFacts facts) throws IOException {
        if (facts.type() != SocketType.STREAM
                || !facts.isListening()
                || !facts.name().equals(listener.name())) {
            throw new StrangerException(
                    Reason.NO_SUCH_LISTENER,
                    this + " has put something else in the place of its listener at " + listener + ": " + facts);
        }
        if (facts.networkNamespace() != SocketFacts.ownNetworkNamespace()) {
            throw new StrangerException(
                    Reason.OTHER_NETWORK,
                    this + " is in another network namespace than we are: its listener at " + listener
                            + " would go deaf when that one goes away; run this in its namespace (nsenter -n -t " + pid
                            + ")");
        }
    }

    /** The clients, at these ports, whose connections are not wholly made yet. */
    public Set<String> halfOpen(Set<Integer> ports) throws IOException {
        return table().halfOpen(ports);
    }

    /**
     * True if it has a connection at one of these ports, or one of its descendants or of those who share what was taken. One
     * that it is just accepting may be missed: look twice.
     */
    public boolean hasConnections(Set<Integer> ports) throws IOException {
        Set<Long> connections = table().connections(ports);
        if (connections.isEmpty()) {
            return false;
        }
        for (long each : family()) {
            try {
                for (Long inode : DescriptorLinks.sockets(each).keySet()) {
                    if (connections.contains(inode)) {
                        return true;
                    }
                }
            } catch (IOException goneOrNotOurs) {
                // Whoever is gone has no connection; of whom we may not look into, we do not know.
            }
        }
        return false;
    }

    private synchronized Set<Long> family() {
        if (companions.isEmpty()) {
            companions.add((long) pid);
            ProcessHandle.allProcesses()
                    .map(ProcessHandle::pid)
                    .filter(this::shares)
                    .forEach(companions::add);
        }
        Set<Long> family = new HashSet<>(companions);
        ProcessHandle.of(pid)
                .ifPresent(parent -> family.addAll(
                        parent.descendants().map(ProcessHandle::pid).collect(Collectors.toSet())));
        family.remove(ProcessHandle.current().pid());
        return family;
    }

    // Under the lock.
    private boolean shares(long other) {
        try {
            return DescriptorLinks.sockets(other).keySet().stream().anyMatch(taken::contains);
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }

    /**
     * Sends it a signal.
     *
     * @throws ErrnoException ESRCH if it has ended, EPERM if it is not ours to signal
     */
    public void signal(int number) throws IOException {
        process.signal(number);
    }

    /** True once it has ended; false at the deadline. */
    public boolean awaitEnd(Deadline deadline) throws IOException {
        return process.awaitEnd(deadline);
    }

    @Override
    public synchronized void close() {
        passed.forEach(NamedListener::close);
        passed.clear();
        process.close();
    }

    /** {@code process 123 (nginx)}. */
    @Override
    public String toString() {
        return Forbidden.named(pid);
    }
}

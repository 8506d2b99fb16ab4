package dev.handoff.fd;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Takes the new connections away from a TCP listener of another process, and gives them back: a second listener of ours at
 * the same address, in one SO_REUSEPORT group with theirs, and a program that says which of the two is next (socket(7)).
 *
 * <p>The other process notices nothing: no flag that accept(2) sees is changed, and what waits in its queue stays its own. If
 * our listener is closed, for whatever reason, the kernel gives it every connection again; if theirs is, us.
 *
 * <p>SO_REUSEPORT is set on their listener, which lets another process of the same user bind the address, until a diversion
 * that is not in force is closed. One owner; not thread-safe.
 */
public final class Diversion implements AutoCloseable {
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEPORT = 15;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_DETACH_FILTER = 27;
    private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
    /** The order of joining is the order in the group; a number that is too high, once one has left, is ignored. */
    private static final int THEIRS = 0;

    private static final int OURS = 1;

    private final OwnedFd theirs;
    private final OwnedFd ours;
    private final boolean wasReusePort;
    private boolean isInForce;

    private Diversion(OwnedFd theirs, OwnedFd ours, boolean wasReusePort) {
        this.theirs = theirs;
        this.ours = ours;
        this.wasReusePort = wasReusePort;
    }

    /**
     * Makes our listener, non-blocking and close-on-exec, with the options of theirs. Every connection still goes to theirs.
     *
     * <p>A client whose first packet arrives within the few system calls that this takes may have to send it again, which it
     * does after a second.
     *
     * @param theirs a duplicate of a listening TCP socket that is alone at its address; ours from here on, if this succeeds
     * @throws ErrnoException EADDRINUSE if the kernel keeps the two apart: another effective uid made theirs, or it has
     *     connections and no SO_REUSEADDR
     */
    public static Diversion beside(OwnedFd theirs, int backlog) throws IOException {
        SocketFacts facts = SocketFacts.of(theirs);
        SocketOptions.write(theirs, SOL_SOCKET, SO_REUSEPORT, 1);
        OwnedFd ours = null;
        try {
            ours = Sockets.boundTcp(theirs, facts);
            // The two share by hash from listen(2) until there is a program: what is hashed to us meanwhile we must not
            // answer, since nobody would accept it.
            SocketOptions.writeProgram(ours, SOL_SOCKET, SO_ATTACH_FILTER, 0);
            Sockets.listen(ours, backlog);
            SocketOptions.writeProgram(theirs, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, THEIRS);
            SocketOptions.write(ours, SOL_SOCKET, SO_DETACH_FILTER, 0);
            return new Diversion(theirs, ours, facts.isReusePort());
        } catch (IOException | RuntimeException e) {
            if (ours != null) {
                ours.close();
            }
            restoreFlag(theirs, facts.isReusePort());
            throw e;
        }
    }

    private static void restoreFlag(OwnedFd theirs, boolean wasReusePort) throws IOException {
        if (!wasReusePort) {
            SocketOptions.write(theirs, SOL_SOCKET, SO_REUSEPORT, 0);
        }
    }

    /** Our listener: the caller's to close. */
    public OwnedFd ours() {
        return ours;
    }

    /** Their listener: closed with this. */
    public OwnedFd theirs() {
        return theirs;
    }

    /** From here on each new connection is ours. Those that are in their queue, or not wholly made, are still theirs. */
    public void divert() throws IOException {
        steer(OURS);
        isInForce = true;
        // Asked first (IPv4), ours now takes all of them by itself; asked after theirs (IPv6), the program sends them
        // to
        // it. So it is a plain listener from here on, that can be handed over.
        SocketOptions.write(ours, SOL_SOCKET, SO_REUSEPORT, 0);
    }

    /** From here on each new connection is theirs. Those that are in our queue, or not wholly made, are still ours. */
    public void restore() throws IOException {
        SocketOptions.write(ours, SOL_SOCKET, SO_REUSEPORT, 1);
        steer(THEIRS);
        isInForce = false;
    }

    // The program is the group's, whichever of them it is given to.
    private void steer(int to) throws IOException {
        SocketOptions.writeProgram(theirs.isOpen() ? theirs : ours, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, to);
    }

    /** True if a connection waits in their queue, and we have not let that go. */
    public boolean isTheirsWaiting() throws IOException {
        return theirs.isOpen() && Poll.readable(theirs, Deadline.in(Duration.ZERO));
    }

    /** True if a connection waits in our queue. */
    public boolean isOursWaiting() throws IOException {
        return ours.isOpen() && Poll.readable(ours, Deadline.in(Duration.ZERO));
    }

    /** Lets theirs go, {@link #ours()} not. A diversion that is in force stays so as long as somebody holds ours. */
    @Override
    public void close() {
        try {
            if (!isInForce && theirs.isOpen()) {
                restoreFlag(theirs, wasReusePort);
            }
        } catch (IOException onlyAFlag) {
            // It lets their user bind the address once more, no others.
        } finally {
            theirs.close();
        }
    }

    /** Closes all of them. */
    public static void closeAll(List<Diversion> diversions) {
        diversions.forEach(Diversion::close);
    }
}

package dev.handoff.fd;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A connected Unix stream socket that carries bytes <em>with</em> descriptors: unix(7), SCM_RIGHTS.
 *
 * <p>Descriptors ride on the first byte of one {@link #send}; {@link #receive} returns them with that byte. What arrives is
 * close-on-exec and belongs to the caller. Nothing here ever calls read(2), which would drop descriptors without a word.
 *
 * <p>One thread may send while another receives; two that send, or two that receive, must take turns by themselves.
 */
public final class UnixStream implements AutoCloseable {
    /** The most descriptors in one message. The kernel's own limit is 253. */
    public static final int MAX_DESCRIPTORS = 128;

    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;

    private final OwnedFd fd;
    private final MessageCalls calls;

    private UnixStream(OwnedFd fd, MessageCalls calls) {
        this.fd = fd;
        this.calls = calls;
    }

    /** Takes ownership of a connected stream socket. */
    public static UnixStream of(OwnedFd fd) {
        return new UnixStream(fd, MessageCalls.KERNEL);
    }

    static UnixStream of(OwnedFd fd, MessageCalls calls) {
        return new UnixStream(fd, calls);
    }

    /**
     * Connects to the socket at {@code path}.
     *
     * @param timeout how long to wait while the listener's backlog is full
     * @throws ErrnoException ENOENT, ECONNREFUSED (nobody listens), EACCES, EPROTOTYPE or ENOTSOCK (not a stream socket)
     * @throws PathTooLongException if the path does not fit sun_path
     */
    public static UnixStream connect(Path path, Duration timeout) throws IOException {
        OwnedFd fd = Sockets.unixStream();
        try {
            Sockets.connect(fd, path, timeout);
            return of(fd);
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /**
     * The stream that this process was started with as its standard input, which reads as /dev/null from then on.
     *
     * @throws ErrnoException ENOTSOCK if it is none
     */
    public static UnixStream ofStandardInput() throws IOException {
        Seat input = Seat.at(0);
        OwnedFd fd = input.duplicate();
        try {
            SocketFacts.of(fd);
            try (OwnedFd nothing = OwnedFd.nothing()) {
                input.referTo(nothing);
            }
            return of(fd);
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /** Two streams connected to each other. */
    public static List<UnixStream> pair() throws IOException {
        return Sockets.pair().stream().map(UnixStream::of).toList();
    }

    /**
     * Sends all of {@code bytes}, the descriptors with the first of them. The descriptors stay the caller's.
     *
     * @throws TimeoutException at the deadline; the stream is then of no more use, some bytes may have gone
     * @throws ErrnoException EPIPE or ECONNRESET when the peer is gone
     */
    public void send(byte[] bytes, List<OwnedFd> descriptors, Deadline deadline) throws IOException {
        if (bytes.length == 0 || descriptors.size() > MAX_DESCRIPTORS) {
            throw new IllegalArgumentException(bytes.length + " bytes, " + descriptors.size() + " descriptors");
        }
        int sent = 0;
        while (sent < bytes.length) {
            long count = sendOnce(bytes, sent, sent == 0 ? descriptors : List.of());
            if (count == MessageCalls.WOULD_WAIT) {
                awaitOrTimeOut(Poll.POLLOUT, deadline, "send");
            } else {
                sent += (int) count;
            }
        }
    }

    private long sendOnce(byte[] bytes, int from, List<OwnedFd> riding) throws IOException {
        int length = bytes.length - from;
        int held = 0;
        try (Message message = new Message(length, riding.size())) {
            message.put(bytes, from, length);
            int[] numbers = new int[riding.size()];
            while (held < numbers.length) {
                // Held until the kernel has them: a number closed meanwhile could be another file's by then.
                numbers[held] = riding.get(held).hold();
                held++;
            }
            message.attach(numbers);
            return fd.use(number -> calls.sendmsg(number, message.address(), MSG_DONTWAIT | MSG_NOSIGNAL));
        } finally {
            riding.subList(0, held).forEach(OwnedFd::letGo);
        }
    }

    /**
     * Fills {@code into}, and returns the descriptors that came with its first byte.
     *
     * <p>On every failure the descriptors that had come are closed.
     *
     * @param most how many descriptors may come: at most {@link #MAX_DESCRIPTORS}
     * @throws EOFException at the end of file, before or within {@code into}
     * @throws TruncatedException if descriptors came that did not fit, that the process has no room for, or that rode on
     *     a later byte than the first
     * @throws TimeoutException at the deadline
     */
    public List<OwnedFd> receive(byte[] into, int most, Deadline deadline) throws IOException {
        List<OwnedFd> arrived = new ArrayList<>();
        boolean whole = false;
        try {
            int filled = 0;
            while (filled < into.length) {
                long count = receiveOnce(into, filled, filled == 0 ? most : 0, arrived);
                if (count == MessageCalls.WOULD_WAIT) {
                    awaitOrTimeOut(Poll.POLLIN, deadline, "receive");
                } else {
                    filled += (int) count;
                }
            }
            whole = true;
            return arrived;
        } finally {
            if (!whole) {
                OwnedFd.closeAll(arrived);
            }
        }
    }

    private long receiveOnce(byte[] into, int at, int most, List<OwnedFd> arrived) throws IOException {
        try (Message message = new Message(into.length - at, most)) {
            long count = fd.use(number -> calls.recvmsg(number, message.address(), MSG_DONTWAIT | MSG_CMSG_CLOEXEC));
            if (count == MessageCalls.WOULD_WAIT) {
                return count;
            }
            arrived.addAll(message.descriptors());
            if (message.isTruncated() || (at == 0 && arrived.size() > most)) {
                throw new TruncatedException(arrived.size(), most);
            }
            if (count == 0) {
                throw new EOFException(at == 0 ? "end of file" : "end of file within a message");
            }
            message.get(into, at, (int) count);
            return count;
        }
    }

    private void awaitOrTimeOut(int events, Deadline deadline, String what) throws IOException {
        if (calls.await(fd, events, deadline) == 0) {
            throw new TimeoutException(what + ": timed out");
        }
    }

    /** True once there is something to receive, or the end of file; false at the deadline. */
    public boolean awaitReadable(Deadline deadline) throws IOException {
        return calls.await(fd, Poll.POLLIN, deadline) != 0;
    }

    /** True if the peer has closed its end. Does not wait, and does not mind what is still unread. */
    public boolean isHungUp() throws IOException {
        return Poll.hungUp(fd);
    }

    /** Who is at the other end, as the kernel saw it when the connection was made. */
    public PeerCredentials peer() throws IOException {
        return PeerCredentials.of(fd);
    }

    /** A pidfd of the peer, if the kernel can give one: see {@link PidFd}. */
    public java.util.Optional<PidFd> peerPidFd() {
        return PidFd.ofPeer(fd);
    }

    public boolean isOpen() {
        return fd.isOpen();
    }

    /** Ends the connection for both sides, shutdown(2), and keeps the descriptor: what is to be received can still be. */
    public void shutdown() {
        Sockets.shutdown(fd);
    }

    /** Ends the connection, also for threads that wait in {@link #send} or {@link #receive}, and closes the descriptor. */
    @Override
    public void close() {
        Sockets.shutdown(fd);
        fd.close();
    }
}

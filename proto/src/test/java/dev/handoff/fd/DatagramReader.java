package dev.handoff.fd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A Unix datagram socket at which a test reads, as a service manager would. */
public final class DatagramReader implements AutoCloseable {
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int MOST_BYTES = 4096;

    private final String address;
    private final OwnedFd fd;

    /** One datagram. */
    public record Datagram(String text, List<OwnedFd> descriptors) implements AutoCloseable {
        @Override
        public void close() {
            OwnedFd.closeAll(descriptors);
        }
    }

    private DatagramReader(String address, OwnedFd fd) {
        this.address = address;
        this.fd = fd;
    }

    /** Reads at a path, or at {@code @} and an abstract name. */
    public static DatagramReader at(String address) throws IOException {
        byte[] name = UnixPath.bytes(Path.of(address));
        if (address.startsWith("@")) {
            name[0] = 0;
        }
        OwnedFd fd = Sockets.unixDatagram();
        try (Sockaddr sockaddr = UnixPath.sockaddr(SocketName.unix(name))) {
            fd.use(number -> Libc.BIND.tried(number, sockaddr.block().address(), sockaddr.length()));
        }
        return new DatagramReader(address, fd);
    }

    public String address() {
        return address;
    }

    /** The next datagram. */
    public Datagram read() throws IOException {
        if (!isReadable(Duration.ofSeconds(20))) {
            throw new TimeoutException("no datagram at " + address);
        }
        try (Message message = new Message(MOST_BYTES, 16)) {
            int count = (int) (long) fd.use(number -> Libc.RECVMSG.tried(number, message.address(), MSG_CMSG_CLOEXEC));
            byte[] bytes = new byte[count];
            message.get(bytes, 0, count);
            return new Datagram(new String(bytes, StandardCharsets.UTF_8), message.descriptors());
        }
    }

    /** Is there one, or does one come within {@code time}? */
    public boolean isReadable(Duration time) throws IOException {
        return Poll.readable(fd, Deadline.in(time));
    }

    @Override
    public void close() {
        fd.close();
    }
}

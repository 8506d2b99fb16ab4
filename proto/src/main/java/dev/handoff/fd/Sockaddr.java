package dev.handoff.fd;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** A socket address in native memory. */
final class Sockaddr implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    /** sizeof(struct sockaddr_storage). */
    private static final int STORAGE = 128;

    private final NativeBlock block;
    private final int length;

    Sockaddr(int length) {
        this.block = new NativeBlock(length);
        this.length = length;
    }

    NativeBlock block() {
        return block;
    }

    int length() {
        return length;
    }

    /** For a socket of {@code family}: an IPv4 address on an INET6 socket is mapped, as the JDK does. */
    static Sockaddr of(Family family, InetSocketAddress from) {
        byte[] ip = from.getAddress().getAddress();
        if (family == Family.INET) {
            Sockaddr address = new Sockaddr(16);
            address.block.putShort(0, AF_INET).putBytes(4, ip, 0, 4);
            address.putPort(from.getPort());
            return address;
        }
        Sockaddr address = new Sockaddr(28);
        address.block.putShort(0, AF_INET6);
        address.putPort(from.getPort());
        if (ip.length == 16) {
            address.block.putBytes(8, ip, 0, 16);
            address.block.putInt(24, ((Inet6Address) from.getAddress()).getScopeId());
        } else if (!from.getAddress().isAnyLocalAddress()) {
            address.block.putShort(18, 0xffff).putBytes(20, ip, 0, 4);
        }
        return address;
    }

    /** Where {@code fd} is bound: getsockname(2). */
    static SocketName ofLocal(int fd) throws IOException {
        // Behind the address, its length.
        try (Sockaddr address = new Sockaddr(STORAGE + 4)) {
            address.block.putInt(STORAGE, STORAGE);
            Libc.GETSOCKNAME.tried(fd, address.block.address(), address.block.address(STORAGE));
            return address.name(address.block.getInt(STORAGE));
        }
    }

    private SocketName name(int filled) throws IOException {
        return switch (block.getShort(0)) {
            case AF_INET -> SocketName.inet(bytes(4, 4), port(), 0);
            case AF_INET6 -> SocketName.inet(bytes(8, 16), port(), block.getInt(24));
            case AF_UNIX -> SocketName.unix(unixPath(filled));
            default -> throw new IOException("getsockname: address family " + block.getShort(0));
        };
    }

    private byte[] unixPath(int filled) {
        int end = 2;
        while (end < filled && (block.getByte(end) != 0 || end == 2)) {
            end++;
        }
        return bytes(2, filled > 2 ? end - 2 : 0);
    }

    private byte[] bytes(int offset, int count) {
        byte[] bytes = new byte[count];
        block.getBytes(offset, bytes, 0, count);
        return bytes;
    }

    private int port() {
        return block.getByte(2) << 8 | block.getByte(3);
    }

    private void putPort(int port) {
        block.putByte(2, port >> 8).putByte(3, port);
    }

    @Override
    public void close() {
        block.close();
    }
}

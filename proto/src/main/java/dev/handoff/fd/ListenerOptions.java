package dev.handoff.fd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The socket options of a listener that its connections inherit, or that shape its queue, at one moment: socket(7), tcp(7),
 * ip(7), ipv6(7). Options that govern bind(2) are not among them.
 */
public final class ListenerOptions {
    private static final int SOL_SOCKET = 1;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    private enum Option {
        SO_SNDBUF(SOL_SOCKET, 7),
        SO_RCVBUF(SOL_SOCKET, 8),
        SO_KEEPALIVE(SOL_SOCKET, 9),
        SO_PRIORITY(SOL_SOCKET, 12),
        SO_LINGER(SOL_SOCKET, 13),
        SO_RCVLOWAT(SOL_SOCKET, 18),
        SO_BUSY_POLL(SOL_SOCKET, 46),
        TCP_NODELAY(IPPROTO_TCP, 1),
        TCP_KEEPIDLE(IPPROTO_TCP, 4),
        TCP_KEEPINTVL(IPPROTO_TCP, 5),
        TCP_KEEPCNT(IPPROTO_TCP, 6),
        TCP_DEFER_ACCEPT(IPPROTO_TCP, 9),
        TCP_USER_TIMEOUT(IPPROTO_TCP, 18),
        TCP_FASTOPEN(IPPROTO_TCP, 23),
        TCP_NOTSENT_LOWAT(IPPROTO_TCP, 25),
        IP_TOS(IPPROTO_IP, 1),
        IP_TTL(IPPROTO_IP, 2),
        IPV6_UNICAST_HOPS(IPPROTO_IPV6, 16),
        IPV6_TCLASS(IPPROTO_IPV6, 67);

        final int level;
        final int number;

        Option(int level, int number) {
            this.level = level;
            this.number = number;
        }

        OptionalLong read(int fd) {
            return SocketOptions.find(fd, level, number, this == SO_LINGER ? 8 : 4);
        }

        void write(OwnedFd fd, long value) throws IOException {
            if (this == SO_LINGER) {
                SocketOptions.writeLong(fd, level, number, value);
            } else {
                // The kernel doubles what is asked for a buffer, and tells the doubled size.
                boolean isBuffer = this == SO_SNDBUF || this == SO_RCVBUF;
                SocketOptions.write(fd, level, number, (int) (isBuffer ? value / 2 : value));
            }
        }
    }

    private final Map<Option, Long> values;

    private ListenerOptions(Map<Option, Long> values) {
        this.values = values;
    }

    /** Asks the kernel for those that this socket has. */
    public static ListenerOptions of(OwnedFd fd) throws IOException {
        return fd.use(number -> {
            Map<Option, Long> values = new EnumMap<>(Option.class);
            for (Option option : Option.values()) {
                OptionalLong value = option.read(number);
                if (value.isPresent()) {
                    values.put(option, value.getAsLong());
                }
            }
            return new ListenerOptions(values);
        });
    }

    /** True if an IPv6 socket takes no IPv4 connections. */
    public static boolean isIpv6Only(OwnedFd fd) throws IOException {
        return fd.use(number -> SocketOptions.readInt(number, IPPROTO_IPV6, IPV6_V6ONLY) != 0);
    }

    /**
     * Sets on {@code to} what is different here from {@code before}.
     *
     * @return what could not be set, as name and error; empty if all was
     */
    public List<String> carry(ListenerOptions before, OwnedFd to) {
        List<String> failures = new ArrayList<>();
        values.forEach((option, value) -> {
            if (!value.equals(before.values.get(option))) {
                try {
                    option.write(to, value);
                } catch (IOException e) {
                    failures.add(option + " (" + e.getMessage() + ")");
                }
            }
        });
        return failures;
    }
}

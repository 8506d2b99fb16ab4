package dev.handoff.testing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses written as numbers: nothing is looked up. */
public final class Literal {
    private Literal() {}

    /** {@code ip} with a port that the kernel chooses. */
    public static InetSocketAddress anyPort(String ip) {
        return new InetSocketAddress(ip(ip), 0);
    }

    /** The address {@code ip}, version 4 or 6. */
    @SuppressWarnings("AddressSelection") // a number is one address
    public static InetAddress ip(String ip) {
        try {
            return InetAddress.getByName(ip);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}

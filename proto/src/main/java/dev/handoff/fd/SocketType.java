package dev.handoff.fd;

/** A socket's type: SO_TYPE. */
public enum SocketType {
    STREAM(1),
    DATAGRAM(2),
    SEQPACKET(5);

    private final int number;

    SocketType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}

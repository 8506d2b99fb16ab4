package dev.handoff.fd;

/** A socket's address family: SO_DOMAIN. */
public enum Family {
    UNIX(1),
    INET(2),
    INET6(10);

    private final int number;

    Family(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}

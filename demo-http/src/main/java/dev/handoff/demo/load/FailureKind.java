package dev.handoff.demo.load;

/** What became of a request that was not answered with 200. */
public enum FailureKind {
    /** Nobody listens: connect(2) said ECONNREFUSED. */
    REFUSED,
    /** The connection was reset, while connecting or with the request on its way. */
    RESET,
    /** The connection ended before the whole answer was there. */
    EOF,
    /** No whole answer within the load's patience: hung. */
    TIMEOUT,
    /** A whole answer, but not 200. */
    STATUS,
    /** Bytes that are no HTTP/1.1 answer of the kind that the demo gives. */
    GARBLED,
    /** This machine would not let the load ask: no port or no descriptor left. */
    LOCAL
}

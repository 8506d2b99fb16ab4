package dev.handoff.faults;

/** One of the two processes of an exchange. */
enum Side {
    PREDECESSOR,
    SUCCESSOR
}

package dev.handoff.conformance;

import java.time.Instant;

/** A process that has said READY, and when. */
record Successor(ServerProcess process, Instant ready) {}

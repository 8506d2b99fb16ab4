package dev.handoff;

import java.time.Duration;
import java.util.Optional;

/**
 * How a process lives with its listeners once it has them.
 *
 * @param probation in which the predecessor may still take them back
 * @param drainDeadline for what it had accepted; without one it drains to its last connection
 * @param handlesSignals SIGTERM and SIGINT end it
 * @param isManaged it publishes a JMX bean
 * @param readyWhenTold it may be told when it is READY
 */
record TenureTerms(
        Duration probation,
        Optional<Duration> drainDeadline,
        boolean handlesSignals,
        boolean isManaged,
        boolean readyWhenTold) {}

package dev.handoff.demo.takeover;

import dev.handoff.demo.load.Report;
import java.time.Duration;
import java.util.Optional;

/**
 * How one handoff went, from the start of the successor until the service was quiet again.
 *
 * @param startToReady from the start of its process to READY
 * @param readyToAnswer from READY to its first answer
 * @param drain from READY until the predecessor was gone; empty if it accepted again
 * @param back from the end of a broken successor to the predecessor's next answer
 */
record Handover(
        String name,
        Report report,
        Duration startToReady,
        Duration readyToAnswer,
        Optional<Duration> drain,
        Optional<Duration> back) {}

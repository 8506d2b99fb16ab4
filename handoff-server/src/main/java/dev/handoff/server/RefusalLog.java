package dev.handoff.server;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.PeerCredentials;
import dev.handoff.wire.Messages;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * One line for each refusal, with the peer's uid and the reason; and no more than {@link #BURST} in {@link #SPAN}, whoever
 * keeps knocking. What was left out is counted, and the count comes with the next line.
 */
final class RefusalLog {
    /** So many lines at a time tell what is going on. */
    static final int BURST = 10;

    static final Duration SPAN = Duration.ofSeconds(10);

    private final Logger log;
    private final Supplier<Deadline> span;
    /** Guarded by this, as are the fields below. */
    private Deadline end = Deadline.in(Duration.ZERO);

    private int lines;
    private long suppressed;

    RefusalLog(Logger log) {
        this(log, () -> Deadline.in(SPAN));
    }

    /** With spans that the caller ends. */
    RefusalLog(Logger log, Supplier<Deadline> span) {
        this.log = log;
        this.span = span;
    }

    /** Notes that a peer was refused. Whatever of {@code reason} the peer chose stays on the one line. */
    void refused(PeerCredentials peer, String reason) {
        long missed;
        synchronized (this) {
            if (end.isPast()) {
                end = span.get();
                lines = 0;
            }
            if (lines >= BURST) {
                suppressed++;
                return;
            }
            lines++;
            missed = suppressed;
            suppressed = 0;
        }
        String before = missed == 0 ? "" : " (after " + missed + " refusals that are not shown)";
        log.info("refused pid {}, uid {}: {}{}", peer.pid(), peer.uid(), Messages.oneLine(reason), before);
    }
}

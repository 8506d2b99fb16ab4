package dev.handoff;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.NoPredecessorException;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.TimeoutException;
import dev.handoff.server.ControlPath;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.Frame;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.RefusalCode;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;

/**
 * An older release that was started again, and waits until the owner that replaced it is gone: no sooner is it of use. A connection
 * to that owner tells: its end of file is the owner's. The owner sees no more of it than a question every few seconds.
 */
final class Standby {
    /** Less than what an owner lets a connection be idle. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final Logger log = Rehearsing.log(Standby.class);
    private final HandoffTerms terms;
    private long owner;

    Standby(HandoffTerms terms) {
        this.terms = terms;
    }

    /** Is this what it is for? */
    boolean isFor(IOException refusal) {
        return terms.asking().standsBy()
                && refusal instanceof RefusedException refused
                && refused.code() == RefusalCode.OLDER_RELEASE;
    }

    /** Returns when whoever answers at the path now is gone, or hands over, or is not to be understood: ask again. */
    void await(ControlPath control) throws IOException {
        try (HandoffClient client = HandoffClient.connect(
                control.path(), terms.identity(), CONNECT, terms.server().trust())) {
            if (client.generation() != owner) {
                owner = client.generation();
                log.info(
                        "release '{}' was replaced: it stands by until generation {} at {} is gone",
                        terms.identity().release(),
                        owner,
                        control);
            }
            while (true) {
                hearNothing(client);
                client.status();
            }
        } catch (EOFException | NoPredecessorException | RefusedException | TimeoutException ended) {
            log.debug("whoever answered at {}: {}", control, ended.getMessage());
        } catch (ErrnoException ended) {
            if (!ended.isHangUp()) {
                throw ended;
            }
        }
    }

    private static void hearNothing(HandoffClient client) throws IOException {
        try (Frame unasked = client.channel().receive(Deadline.in(LOOK))) {
            throw new EOFException("it said " + unasked.kind());
        } catch (TimeoutException asItShould) {
            // It lives: nothing is to be said on this connection.
        }
    }
}

package dev.handoff.conformance;

import dev.handoff.demo.load.Failure;
import dev.handoff.demo.load.Mark;
import java.util.List;

/** The load of a trial: 150 requests a second, whatever becomes of them; the latency is told by the quick ones. */
interface Traffic extends AutoCloseable {

    /** A moment. */
    record Moment(Mark mixed, Mark quick) {
        static final Moment START = new Moment(Mark.START, Mark.START);
    }

    Moment now();

    /** Of the quick requests that were answered between two moments. */
    Latency latency(Moment from, Moment to);

    /** Those between two moments that were not answered. */
    List<Failure> failures(Moment from, Moment to);

    /** How many were answered or failed between two moments. */
    int requests(Moment from, Moment to);

    /** Sends no more, and waits for what is on its way. */
    void stop() throws InterruptedException;

    /** Ends at once. Of no effect after {@link #stop}. */
    @Override
    void close();
}

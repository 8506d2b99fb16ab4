package dev.handoff.demo.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A constant rate of {@code GET /} against the demo, on fresh connections, on kept ones, or both.
 *
 * <p>One request in twenty asks the server to wait for 300 ms. A kept connection that the server announces to close, or
 * closes while nothing is on its way, is opened anew; a request that was sent and not answered has failed, whatever the
 * reason, and is not tried again.
 *
 * <p>Set it up, {@link #start} it, and {@link #stop} or {@link #close} it: both end its thread and its connections.
 */
public final class Load implements AutoCloseable {
    private final Plan plan;
    private final Tally tally = new Tally();
    private @Nullable Driver driver;

    private Load(Plan plan) {
        this.plan = plan;
    }

    /** No load at all as yet, against one address. */
    public static Load on(InetSocketAddress server) {
        return new Load(new Plan(server, 0, 0, 0, 20, Duration.ofMillis(300), Duration.ofSeconds(15)));
    }

    /** Adds this many requests a second, each on a connection of its own. */
    public Load fresh(int perSecond) {
        return new Load(plan.withFresh(perSecond));
    }

    /** Adds this many requests a second, spread over so many connections that are kept. */
    public Load kept(int connections, int perSecond) {
        return new Load(plan.withKept(connections, perSecond));
    }

    /** Asks for a wait in one of so many requests. */
    public Load slow(int oneIn, Duration wait) {
        return new Load(plan.withSlow(oneIn, wait));
    }

    /** Counts a request as hung once it has waited for so long. */
    public Load patience(Duration limit) {
        return new Load(plan.withPatience(limit));
    }

    /**
     * Begins to send.
     *
     * @return this
     * @throws IOException when the machine gives no selector
     */
    public Load start() throws IOException {
        if (driver != null) {
            throw new IllegalStateException("a load runs once");
        }
        driver = Driver.start(plan, tally);
        return this;
    }

    /** How many requests wait for an answer now. */
    public int outstanding() {
        return running().outstanding();
    }

    /** This moment. */
    public Mark mark() {
        return tally.mark();
    }

    /** What became of the requests since a moment. */
    public Report since(Mark from) {
        return tally.between(from, tally.mark());
    }

    /** What became of the requests between two moments. */
    public Report between(Mark from, Mark to) {
        return tally.between(from, to);
    }

    /** Tells each answer since a moment, in the order in which they came. */
    public void visit(Mark from, AnswerVisitor visitor) {
        tally.visit(from, tally.mark(), visitor);
    }

    /** When a process's first answer after some moment came, if one did. */
    public Optional<Instant> firstAnswer(long pid, Instant after) {
        return tally.firstAnswer(pid, after);
    }

    /** Who answered last, if anybody has. */
    public Optional<Served> latest() {
        return tally.latest();
    }

    /**
     * Sends no more, waits for what is on its way, for as long as a request may take, and closes all.
     *
     * @return what became of all requests
     */
    public Report stop() throws InterruptedException {
        running().stop();
        return since(Mark.START);
    }

    /** Ends at once; what is on its way is neither answered nor failed. Of no effect after {@link #stop}. */
    @Override
    public void close() {
        if (driver != null) {
            driver.end();
        }
    }

    private Driver running() {
        if (driver == null) {
            throw new IllegalStateException("the load was not started");
        }
        return driver;
    }
}

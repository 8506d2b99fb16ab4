package dev.handoff.demo.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The load's one thread: sends what is due, reads what came, gives up what waited too long. Open loop: what is due is
 * sent, or stands in line for a kept connection, with the moment at which it was due.
 */
final class Driver implements Runnable, Line.Listener {
    private enum Mode {
        RUNNING,
        FINISHING,
        ENDED
    }

    private static final long SWEEP_NANOS = Duration.ofMillis(100).toNanos();

    private final Plan plan;
    private final Tally tally;
    private final Selector selector;
    private final Thread thread;
    // Ties the monotonic clock to the wall clock, which other processes can read too.
    private final Instant epoch = Instant.now();
    private final long origin = System.nanoTime();
    private volatile Mode mode = Mode.RUNNING;
    private volatile int outstanding;

    // The load's thread only, from here on.
    private final Pace fresh;
    private final Pace kept;
    private final Set<Line> lines = new HashSet<>();
    private final ArrayDeque<Line> idle = new ArrayDeque<>();
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private int keptLines;
    private int busy; // lines that wait for an answer
    private long swept = origin;

    private Driver(Plan plan, Tally tally) throws IOException {
        this.plan = plan;
        this.tally = tally;
        this.selector = Selector.open();
        this.fresh = new Pace(origin, plan.freshRate());
        // Half a beat later, so that the two streams do not knock at the same time.
        this.kept = new Pace(origin + 500_000_000 / Math.max(1, plan.keptRate()), plan.keptRate());
        this.thread = new Thread(this, "load");
        thread.setDaemon(true);
        hurry(thread);
    }

    // Clients elsewhere do not wait for this machine's processors. Of effect under -XX:ThreadPriorityPolicy=1, as root.
    @SuppressWarnings("ThreadPriorityCheck")
    private static void hurry(Thread thread) {
        thread.setPriority(Thread.MAX_PRIORITY);
    }

    static Driver start(Plan plan, Tally tally) throws IOException {
        Driver driver = new Driver(plan, tally);
        driver.thread.start();
        return driver;
    }

    int outstanding() {
        return outstanding;
    }

    void stop() throws InterruptedException {
        if (mode == Mode.RUNNING) {
            mode = Mode.FINISHING;
        }
        thread.join(plan.patience().plusSeconds(5).toMillis());
        if (thread.isAlive()) {
            throw new IllegalStateException("the load's thread did not end");
        }
    }

    void end() {
        mode = Mode.ENDED;
        selector.wakeup();
    }

    @Override
    public void run() {
        try (Selector closing = selector) {
            while (goesOn()) {
                long now = System.nanoTime();
                if (mode == Mode.RUNNING) {
                    sendDue(now);
                }
                sweep(now);
                serveWaiting();
                count();
                await(closing);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the load's selector failed; nothing more is sent", e);
        } finally {
            lines.forEach(Line::close);
        }
    }

    private boolean goesOn() {
        return mode == Mode.RUNNING || (mode == Mode.FINISHING && outstanding > 0);
    }

    private void await(Selector ready) throws IOException {
        if (Math.min(fresh.next(), kept.next()) - System.nanoTime() <= 0 && mode == Mode.RUNNING) {
            ready.selectNow(this::handle);
        } else {
            ready.select(this::handle, 1);
        }
    }

    private void handle(SelectionKey key) {
        ((Line) key.attachment()).ready();
    }

    private void sendDue(long now) {
        for (; fresh.next() - now <= 0; fresh.advance()) {
            sendOn(false, plan.request(fresh.sent(), fresh.next()));
        }
        for (; kept.next() - now <= 0; kept.advance()) {
            waiting.add(plan.request(kept.sent(), kept.next()));
        }
    }

    private void serveWaiting() {
        while (!waiting.isEmpty() && (!idle.isEmpty() || keptLines < plan.connections())) {
            if (keptLines < plan.connections()) {
                sendOn(true, waiting.remove());
                continue;
            }
            Line line = idle.remove();
            if (line.isOpen()) {
                busy++;
                line.send(waiting.remove());
            }
        }
    }

    private void sendOn(boolean keep, Request request) {
        Line line;
        try {
            line = new Line(selector, plan.server(), keep, this);
        } catch (IOException e) {
            record(request, null, keep, Line.kindOf(e), String.valueOf(e.getMessage()));
            return;
        }
        lines.add(line);
        keptLines += keep ? 1 : 0;
        busy++;
        line.send(request);
    }

    /** Gives up what waits for too long, in line for a connection too. */
    private void sweep(long now) {
        if (now - swept < SWEEP_NANOS) {
            return;
        }
        swept = now;
        long oldest = now - plan.patience().toNanos();
        List<Line> hung = new ArrayList<>();
        for (Line line : lines) {
            Request request = line.request();
            if (request != null && request.due() - oldest < 0) {
                hung.add(line);
            }
        }
        hung.forEach(line -> line.fail(FailureKind.TIMEOUT, "no answer within " + plan.patience()));
        while (!waiting.isEmpty() && waiting.element().due() - oldest < 0) {
            record(waiting.remove(), null, true, FailureKind.TIMEOUT, "no kept connection was free");
        }
    }

    @Override
    public void answered(Line line, Request request, Answer answer) {
        long now = System.nanoTime();
        busy--;
        Optional<Served> by = Served.parse(answer.body());
        if (answer.status() != 200) {
            record(request, line, line.isKept(), FailureKind.STATUS, "status " + answer.status());
        } else if (by.isEmpty()) {
            record(request, line, line.isKept(), FailureKind.GARBLED, answer.body());
        } else {
            line.served(by.get());
            tally.answered(by.get(), instant(now), Duration.ofNanos(now - request.due()));
        }
        release(line, answer.closes());
    }

    /**
     * A fresh connection that the server closes is left to it: the side that closes first keeps the port for a minute
     * (TIME_WAIT, RFC 9293), and the load would run out of them.
     */
    private void release(Line line, boolean closes) {
        if (!line.isKept()) {
            if (!closes) {
                drop(line);
            }
        } else if (closes) {
            drop(line);
        } else {
            idle.add(line);
        }
        serveWaiting();
        count();
    }

    private void drop(Line line) {
        line.close();
        gone(line);
    }

    @Override
    public void failed(Line line, Request request, FailureKind kind, String detail) {
        busy--;
        record(request, line, line.isKept(), kind, detail);
        gone(line);
        count();
    }

    @Override
    public void gone(Line line) {
        if (lines.remove(line) && line.isKept()) {
            idle.remove(line);
            keptLines--;
        }
    }

    private void record(Request request, @Nullable Line line, boolean keep, FailureKind kind, String detail) {
        Instant connected = line == null || line.connected() == 0 ? null : instant(line.connected());
        Served last = line == null ? null : line.last();
        tally.failed(
                new Failure(kind, keep, instant(request.due()), connected, instant(System.nanoTime()), last, detail));
    }

    private void count() {
        outstanding = busy + waiting.size();
    }

    private Instant instant(long nanos) {
        return epoch.plusNanos(nanos - origin);
    }
}

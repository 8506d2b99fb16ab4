package dev.handoff.agent.core;

import dev.handoff.Bindings;
import dev.handoff.Handoff;
import dev.handoff.fd.Deadline;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.RecordedRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Through the side door, before READY: waits until the health path answers 2xx, then asks the warm-up's paths in turn, or what the
 * predecessor was asked. Slow or failing warm-up requests delay READY to their time limit and no longer; a health path that stays unhealthy fails it.
 */
final class WarmUp {
    private static final long PAUSE_MILLIS = 100;

    private final Logger log = LoggerFactory.getLogger("handoff");
    private final Options.WarmUp terms;
    private final Handoff handoff;
    private final Bindings bindings;

    WarmUp(Options.WarmUp terms, Handoff handoff, Bindings bindings) {
        this.terms = terms;
        this.handoff = handoff;
        this.bindings = bindings;
    }

    void run(Deadline readyBy, Recorder recorder) throws IOException, InterruptedException {
        if (terms.health().isPresent() || !terms.paths().isEmpty()) {
            configured(readyBy);
        }
        if (terms.isRecorded()) {
            recorded(readyBy, recorder);
        }
    }

    private void configured(Deadline readyBy) throws IOException, InterruptedException {
        NamedListener listener = listener();
        SocketAddress door = handoff.sideDoor(listener.name());
        if (!(door instanceof InetSocketAddress inet)) {
            throw new IOException("listener " + listener.name() + " is a Unix socket: health and warmup need TCP");
        }
        Probe probe = new Probe(inet, listener.facts().name().toString());
        if (terms.health().isPresent()) {
            awaitHealth(probe, terms.health().get(), readyBy);
        }
        if (!terms.paths().isEmpty()) {
            ask(probe, Deadline.in(terms.limit()).or(readyBy));
        }
    }

    // Failing is no reason not to be READY: a first line is not all that a request may need.
    private void recorded(Deadline readyBy, Recorder recorder) throws IOException, InterruptedException {
        handoff.progress("warm-up: waits for what the predecessor is asked");
        List<RecordedRequest> recorded = handoff.awaitRecorded();
        recorder.inherit(recorded);
        List<Replay.Question> questions = new ArrayList<>();
        for (RecordedRequest request : recorded) {
            Optional<RequestLine> line = RequestLine.of(request.getMethod(), request.getTarget());
            Optional<Probe> probe = probe(request.getListener());
            if (line.isPresent() && probe.isPresent()) {
                questions.add(new Replay.Question(probe.get(), line.get()));
            }
        }
        if (questions.isEmpty()) {
            log.info("warm-up: none, for nothing was recorded");
        } else {
            log.info("warm-up: asks what the predecessor was asked, {} targets", questions.size());
            Replay replay = new Replay(questions, terms.concurrency(), handoff::progress);
            log.info("warm-up: {}", replay.run(Deadline.in(terms.limit()).or(readyBy)));
        }
    }

    /** Of a listener, or of the one to probe if there is no such. */
    private Optional<Probe> probe(String name) throws IOException {
        NamedListener listener = bindings.listeners().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(listener());
        return handoff.sideDoor(listener.name()) instanceof InetSocketAddress door
                ? Optional.of(new Probe(door, listener.facts().name().toString()))
                : Optional.empty();
    }

    private NamedListener listener() throws IOException {
        List<NamedListener> all = bindings.listeners();
        return all.stream()
                .filter(listener ->
                        terms.listener().map(listener.name()::equals).orElse(true))
                .findFirst()
                .orElseThrow(
                        () -> new IOException("no listener " + terms.listener().orElse("") + " to probe, only "
                                + all.stream().map(NamedListener::name).toList()));
    }

    private void awaitHealth(Probe probe, String path, Deadline deadline) throws IOException, InterruptedException {
        String last = "never asked";
        while (!deadline.isPast()) {
            try {
                int status = probe.get(path, deadline);
                if (status >= 200 && status < 300) {
                    return;
                }
                last = "status " + status;
            } catch (IOException e) {
                last = String.valueOf(e.getMessage());
            }
            handoff.progress("health: " + last);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        throw new IOException(path + " was not healthy in time: " + last);
    }

    private void ask(Probe probe, Deadline deadline) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        long begun = System.nanoTime();
        List<Thread> askers = new ArrayList<>();
        for (int i = 0; i < terms.concurrency(); i++) {
            Thread asker = new Thread(() -> askInTurn(probe, next, failed, deadline), "handoff-warmup-" + i);
            asker.setDaemon(true);
            asker.start();
            askers.add(asker);
        }
        for (Thread asker : askers) {
            asker.join();
        }
        int asked = Math.min(next.get(), terms.count());
        log.info(
                "warm-up: {} of {} requests in {} ms, {} failed",
                asked,
                terms.count(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
                failed.get());
    }

    private void askInTurn(Probe probe, AtomicInteger next, AtomicInteger failed, Deadline deadline) {
        int turn;
        while (!deadline.isPast() && (turn = next.getAndIncrement()) < terms.count()) {
            try {
                if (probe.get(terms.paths().get(turn % terms.paths().size()), deadline) >= 500) {
                    failed.incrementAndGet();
                }
            } catch (IOException e) {
                failed.incrementAndGet();
            }
            handoff.progress("warm-up: " + turn + " of " + terms.count());
        }
    }
}

package dev.handoff.server;

import dev.handoff.fd.Deadline;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.v1.Heartbeat;
import dev.handoff.wire.v1.RecordedRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What the predecessor is asked while a successor starts, noted for a while after the grant, by a thread of its own. One for
 * each exchange; of no effect where nothing can be noted.
 */
final class Recording {
    private static final Duration TIME = Duration.ofSeconds(2);
    /** One that only asks and gives back is gone by then, and costs nothing. */
    private static final Duration REHEARSAL = Duration.ofMillis(200);

    private static final Duration LOOK = Duration.ofMillis(50);

    private static final int MOST = 64;
    private static final int MOST_BYTES = 800;

    private final Logger log = Rehearsing.log(Recording.class);
    private final Optional<RequestRecorder> recorder;
    private final CountDownLatch over = new CountDownLatch(1);
    /** What was noted, until it is said. */
    private volatile @Nullable List<RecordedRequest> noted;

    private Deadline due = Deadline.never();

    Recording(Optional<RequestRecorder> recorder) {
        this.recorder = recorder;
    }

    /** For the grant: how long it takes; 0 if there is none. */
    int millis() {
        return recorder.isPresent() ? (int) TIME.toMillis() : 0;
    }

    void begin() {
        if (recorder.isPresent()) {
            due = Deadline.in(TIME);
            Thread thread = new Thread(() -> run(recorder.get()), "handoff-recorder");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run(RequestRecorder notes) {
        try {
            if (over.await(REHEARSAL.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            notes.start();
            try {
                over.await(TIME.minus(REHEARSAL).toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                noted = notes.stop();
            }
        } catch (InterruptedException nobodyMay) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | LinkageError e) {
            log.warn("nothing is recorded for the successor's warm-up: {}", e.toString());
            noted = List.of();
        }
    }

    /** True if there is something to be said now. */
    boolean isDue() {
        return noted != null;
    }

    /** When to look again at the latest: {@code other} if that is sooner. */
    Deadline next(Deadline other) {
        return due.isPast() ? other.or(Deadline.in(LOOK)) : other.or(due);
    }

    /** Says it, once. */
    void addTo(Heartbeat.Builder heartbeat) {
        List<RecordedRequest> all = noted;
        if (all != null) {
            all.stream().filter(Recording::fits).limit(MOST).forEach(heartbeat::addRecorded);
            heartbeat.setRecordedWhole(true);
            noted = null;
            due = Deadline.never();
        }
    }

    // Whatever a recorder returns, a frame must hold it.
    private static boolean fits(RecordedRequest request) {
        return request.getSerializedSize() <= MOST_BYTES;
    }

    /** Nobody waits for it any more. */
    void end() {
        over.countDown();
        due = Deadline.never();
    }
}

package dev.handoff.client;

import dev.handoff.fd.Deadline;
import dev.handoff.wire.Testimony;
import dev.handoff.wire.v1.Heartbeat;
import dev.handoff.wire.v1.Progress;
import dev.handoff.wire.v1.RecordedRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What a predecessor's heartbeats say beside that it lives. Thread-safe. */
final class Tidings {
    /** More than anybody should send; the rest is passed over. */
    private static final int MOST_RECORDED = 64;

    private static final int MOST_DETAIL = 200;

    /** Guarded by this, as is all below. */
    private boolean awaitsReady;

    private boolean isReadyTold;
    private boolean isWhole;
    private List<RecordedRequest> recorded = List.of();
    private Supplier<String> detail = () -> "";
    private Supplier<List<Progress>> progress = List::of;

    /** From now on our heartbeats say that we are READY when somebody tells us to. */
    synchronized void awaitReady() {
        awaitsReady = true;
    }

    synchronized boolean isReadyAwaited() {
        return awaitsReady && !isReadyTold;
    }

    /** Has somebody told us to be READY? */
    synchronized boolean isReadyTold() {
        return isReadyTold;
    }

    /** What is asked for each heartbeat of ours. */
    synchronized void tell(Supplier<String> line, Supplier<List<Progress>> tasks) {
        detail = line;
        progress = tasks;
    }

    /** A heartbeat of our own. */
    synchronized Heartbeat beat(String phase, boolean isReadySaid) {
        String line = detail.get();
        return Heartbeat.newBuilder()
                .setPhase(phase)
                .setDetail(line.substring(0, Math.min(MOST_DETAIL, line.length())))
                .setAwaitsReady(isReadyAwaited() && !isReadySaid)
                .addAllProgress(Testimony.progress(progress.get()))
                .build();
    }

    /** Notes what it says. True if that is to be answered at once. */
    synchronized boolean isNews(Heartbeat heartbeat) {
        if (heartbeat.getRecordedWhole() && !isWhole) {
            List<RecordedRequest> all = heartbeat.getRecordedList();
            recorded = List.copyOf(all.subList(0, Math.min(MOST_RECORDED, all.size())));
            end();
        }
        boolean isNews = heartbeat.getReadyTold() && isReadyAwaited();
        isReadyTold |= isNews;
        return isNews;
    }

    /** No more heartbeats come. */
    synchronized void end() {
        isWhole = true;
        notifyAll();
    }

    /** What it was asked while we started; what there is of that at the deadline. */
    synchronized List<RecordedRequest> awaitRecorded(Deadline deadline) throws InterruptedException {
        while (!isWhole && !deadline.isPast()) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline.remainingNanos()));
        }
        return recorded;
    }
}

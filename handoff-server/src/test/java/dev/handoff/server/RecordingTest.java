package dev.handoff.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.wire.v1.Heartbeat;
import dev.handoff.wire.v1.RecordedRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecordingTest {
    /** What was called, in order. */
    private final List<String> calls = new CopyOnWriteArrayList<>();

    private Recording of(List<RecordedRequest> requests) {
        return new Recording(Optional.of(new RequestRecorder() {
            @Override
            public void start() {
                calls.add("start");
            }

            @Override
            public List<RecordedRequest> stop() {
                calls.add("stop");
                return requests;
            }
        }));
    }

    private static RecordedRequest get(String target) {
        return RecordedRequest.newBuilder().setMethod("GET").setTarget(target).build();
    }

    private static Heartbeat said(Recording recording) throws InterruptedException {
        while (!recording.isDue()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        Heartbeat.Builder beat = Heartbeat.newBuilder();
        recording.addTo(beat);
        return beat.build();
    }

    @Test
    void isSaidOnceAndBounded() throws Exception {
        Recording recording = of(IntStream.range(0, 100)
                .mapToObj(i -> get(i == 1 ? "/" + "a".repeat(5_000) : "/" + i))
                .toList());
        assertThat(recording.millis()).isEqualTo(2_000);
        recording.begin();
        Heartbeat said = said(recording);
        assertThat(said.getRecordedWhole()).isTrue();
        assertThat(said.getRecordedList()).hasSize(64).startsWith(get("/0"), get("/2"));
        assertThat(recording.isDue()).isFalse();
        assertThat(calls).containsExactly("start", "stop");
    }

    @Test
    void doesNotBeginForOneThatOnlyAsksAndGivesBack() throws Exception {
        Recording recording = of(List.of());
        recording.begin();
        recording.end();
        TimeUnit.MILLISECONDS.sleep(500);
        assertThat(calls).isEmpty();
        assertThat(recording.isDue()).isFalse();
    }

    @Test
    void isEmptyWhereTheRecorderFails() throws Exception {
        Recording recording = new Recording(Optional.of(new RequestRecorder() {
            @Override
            public void start() {
                throw new IllegalStateException("broken");
            }

            @Override
            public List<RecordedRequest> stop() {
                throw new AssertionError("never started");
            }
        }));
        recording.begin();
        assertThat(said(recording).getRecordedWhole()).isTrue();
    }

    @Test
    void isNoneWithoutARecorder() {
        Recording recording = new Recording(Optional.empty());
        recording.begin();
        assertThat(recording.millis()).isZero();
        assertThat(recording.isDue()).isFalse();
    }
}

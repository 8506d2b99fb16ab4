package dev.handoff.bench.exchange;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.UnixStream;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.Envelope;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One frame of a grant through a socket pair: written, sent, received, read, its descriptors closed. */
// Its set-up is its constructor.
@SuppressWarnings("NullAway.Init")
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class FrameCodec {
    /** How many listeners it grants. */
    @Param({"1", "128"})
    public int count;

    private Listeners listeners;
    private List<OwnedFd> descriptors;
    private Envelope grant;
    private FrameChannel from;
    private FrameChannel to;

    /** Connects both ends. */
    @Setup
    public void connect() throws IOException {
        listeners = new Listeners(count);
        descriptors = listeners.all().stream().map(NamedListener::fd).toList();
        grant = Frames.grant(listeners.all()).build();
        List<UnixStream> pair = UnixStream.pair();
        from = new FrameChannel(pair.get(0));
        to = new FrameChannel(pair.get(1));
    }

    /** Closes all. */
    @TearDown
    public void close() {
        from.close();
        to.close();
        listeners.close();
    }

    /** One frame. */
    @Benchmark
    public int frame() throws IOException {
        Deadline deadline = Deadline.in(Duration.ofSeconds(10));
        from.send(grant.toBuilder(), descriptors, deadline);
        try (Frame frame = to.receive(deadline)) {
            return frame.envelope().getGrant().getListenersCount();
        }
    }
}

package dev.handoff.bench.exchange;

import dev.handoff.client.Adopter;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A duplicate of a listener becomes a channel of the JDK, and is closed. */
// Its set-up is its constructor.
@SuppressWarnings("NullAway.Init")
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class Adoption {
    private Listeners listeners;

    /** Binds it. */
    @Setup
    public void bind() throws IOException {
        listeners = new Listeners(1);
    }

    /** Closes it. */
    @TearDown
    public void close() {
        listeners.close();
    }

    /** One adoption. */
    @Benchmark
    public boolean adopt() throws IOException {
        try (ServerSocketChannel adopted =
                Adopter.adopt(listeners.all().get(0).fd().duplicate())) {
            return adopted.isOpen();
        }
    }
}

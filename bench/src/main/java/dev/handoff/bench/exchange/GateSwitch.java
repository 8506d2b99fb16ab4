package dev.handoff.bench.exchange;

import dev.handoff.gate.Gate;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
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

/** Some gates are opened, or shut, in one call, while an event loop of the JDK watches their seats. */
// Its set-up is its constructor.
@SuppressWarnings("NullAway.Init")
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class GateSwitch {
    /** How many. */
    @Param({"1", "8", "128", "1000"})
    public int count;

    private final List<Gate> gates = new ArrayList<>();
    private Selector selector;
    private Thread loop;
    private boolean open;

    /** Seats them. */
    @Setup
    public void seat() throws IOException {
        selector = Selector.open();
        for (NamedListener listener : new Listeners(count).all()) {
            Gate gate = Gate.seat(listener);
            gates.add(gate);
            gate.channel().configureBlocking(false);
            gate.channel().register(selector, SelectionKey.OP_ACCEPT);
        }
        loop = new Thread(this::select, "loop");
        loop.start();
    }

    private void select() {
        try {
            while (selector.isOpen()) {
                selector.select(key -> {});
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Closes all. */
    @TearDown
    public void close() throws IOException, InterruptedException {
        selector.close();
        loop.join();
        for (Gate gate : gates) {
            gate.channel().close();
            gate.close();
        }
    }

    /** One switch. */
    @Benchmark
    public boolean move() throws IOException {
        open = !open;
        if (open) {
            Gate.openAll(gates);
        } else {
            Gate.shutAll(gates);
        }
        return open;
    }
}

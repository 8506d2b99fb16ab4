package dev.handoff.bench.exchange;

import dev.handoff.client.Adopter;
import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import dev.handoff.client.Lease;
import dev.handoff.client.RequestTerms;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Connect, greet, request, grant, each descriptor checked and adopted, closed, given back: as a successor does it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 4, time = 1)
public class RoundTrip {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Where the predecessor answers. */
    @Param("")
    public String control = "";

    private final Identity identity = new Identity("", "bench");
    private final RequestTerms terms = new RequestTerms(List.of(), PATIENCE, PATIENCE, false, false);

    /** One exchange. */
    @Benchmark
    public int exchange() throws IOException {
        try (HandoffClient client = HandoffClient.connect(Path.of(control), identity, PATIENCE);
                Lease lease = client.request(terms)) {
            int open = 0;
            for (NamedListener listener : lease.takeListeners()) {
                try (ServerSocketChannel adopted = Adopter.adopt(listener.fd())) {
                    open += adopted.isOpen() ? 1 : 0;
                }
            }
            lease.abort("");
            return open;
        }
    }
}

package dev.handoff.bench;

import dev.handoff.client.Adopter;
import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import dev.handoff.client.Lease;
import dev.handoff.client.RequestTerms;
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

/** Connect, greet, request, grant, one descriptor checked and adopted, closed, given back: as a successor does it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class RoundTrip {
    /** Where the predecessor answers. */
    @Param("")
    public String control = "";

    private final Identity identity = new Identity("", "bench");
    private final RequestTerms terms =
            new RequestTerms(List.of("http"), Duration.ofSeconds(10), Duration.ofSeconds(10), false, false);

    /** One exchange. */
    @Benchmark
    public boolean exchange() throws IOException {
        try (HandoffClient client = HandoffClient.connect(Path.of(control), identity, Duration.ofSeconds(10));
                Lease lease = client.request(terms);
                ServerSocketChannel adopted =
                        Adopter.adopt(lease.takeListeners().get(0).fd())) {
            boolean isOpen = adopted.isOpen();
            lease.abort("");
            return isOpen;
        }
    }
}

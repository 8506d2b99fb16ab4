package dev.handoff.conformance;

import dev.handoff.demo.load.Failure;
import dev.handoff.demo.load.Load;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * HTTP/1.1: a part on fresh connections and on a pool of 50 that are
 * kept, one in twenty of them slow; and a part that is quick, by which the latency is told.
 */
final class HttpTraffic implements Traffic {
    private static final Duration SLOW = Duration.ofMillis(300);

    private final Load mixed;
    private final Load quick;

    private HttpTraffic(Load mixed, Load quick) {
        this.mixed = mixed;
        this.quick = quick;
    }

    /** @param rate requests a second, of both parts: two in three on kept connections, three in five of them quick */
    static HttpTraffic start(InetSocketAddress server, int rate) throws IOException {
        Load mixed = Load.on(server)
                .fresh(rate * 2 / 15)
                .kept(50, rate * 4 / 15)
                .slow(20, SLOW)
                .start();
        try {
            return new HttpTraffic(
                    mixed,
                    Load.on(server)
                            .fresh(rate / 5)
                            .kept(10, rate * 2 / 5)
                            .slow(1, Duration.ZERO)
                            .start());
        } catch (IOException e) {
            mixed.close();
            throw e;
        }
    }

    @Override
    public Moment now() {
        return new Moment(mixed.mark(), quick.mark());
    }

    @Override
    public Latency latency(Moment from, Moment to) {
        return Latency.of(quick.between(from.quick(), to.quick()));
    }

    @Override
    public List<Failure> failures(Moment from, Moment to) {
        List<Failure> all =
                new ArrayList<>(mixed.between(from.mixed(), to.mixed()).failures());
        all.addAll(quick.between(from.quick(), to.quick()).failures());
        return all;
    }

    @Override
    public int requests(Moment from, Moment to) {
        return mixed.between(from.mixed(), to.mixed()).requests()
                + quick.between(from.quick(), to.quick()).requests();
    }

    @Override
    public void stop() throws InterruptedException {
        mixed.stop();
        quick.stop();
    }

    @Override
    public void close() {
        mixed.close();
        quick.close();
    }
}

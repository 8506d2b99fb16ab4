package dev.handoff.demo.load;

import java.net.InetSocketAddress;
import java.time.Duration;

/** What to send. Rates are in requests a second. */
record Plan(
        InetSocketAddress server,
        int freshRate,
        int keptRate,
        int connections,
        int slowOneIn,
        Duration slowness,
        Duration patience) {

    Plan {
        if (freshRate < 0 || keptRate < 0 || connections < 0 || slowOneIn < 1) {
            throw new IllegalArgumentException("a negative rate or count");
        }
        if (keptRate > 0 && connections == 0) {
            throw new IllegalArgumentException("a rate on kept connections, and no connection");
        }
    }

    Plan withFresh(int rate) {
        return new Plan(server, rate, keptRate, connections, slowOneIn, slowness, patience);
    }

    Plan withKept(int count, int rate) {
        return new Plan(server, freshRate, rate, count, slowOneIn, slowness, patience);
    }

    Plan withSlow(int oneIn, Duration wait) {
        return new Plan(server, freshRate, keptRate, connections, oneIn, wait, patience);
    }

    Plan withPatience(Duration limit) {
        return new Plan(server, freshRate, keptRate, connections, slowOneIn, slowness, limit);
    }

    /** The nth request of a stream. The first is a quick one. */
    Request request(long n, long due) {
        return new Request(due, n % slowOneIn == slowOneIn - 1 ? slowness.toMillis() : 0);
    }
}

package dev.handoff.agent.core;

import dev.handoff.fd.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Asks as clients do: in turn on a connection of its own and on one that is kept, which are two ways through most servers. One
 * thread's at a time.
 */
final class Asker implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final Map<Probe, ProbeConnection> kept = new HashMap<>();
    private boolean keeps;

    /** The status of the answer. */
    int ask(Probe probe, RequestLine line) throws IOException {
        keeps = !keeps;
        Deadline deadline = Deadline.in(ANSWER);
        if (!keeps) {
            return probe.ask(line, deadline);
        }
        ProbeConnection before = kept.remove(probe);
        if (before != null) {
            try {
                return askOn(before, probe, line, deadline);
            } catch (IOException e) {
                // A server may close what is kept at any time; what is wrong with the request shows on a new one.
            }
        }
        return askOn(probe.connect(deadline), probe, line, deadline);
    }

    private int askOn(ProbeConnection connection, Probe probe, RequestLine line, Deadline deadline) throws IOException {
        try {
            int status = connection.ask(line, true, deadline);
            if (connection.isKept()) {
                kept.put(probe, connection);
            }
            return status;
        } finally {
            if (!connection.isKept()) {
                connection.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (ProbeConnection connection : kept.values()) {
            connection.close();
        }
        kept.clear();
    }
}

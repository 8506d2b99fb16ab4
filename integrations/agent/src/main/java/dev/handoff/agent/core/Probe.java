package dev.handoff.agent.core;

import dev.handoff.fd.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Asks this very process, by its side door, by HTTP/1.1.
 *
 * @param host what the Host field says
 */
record Probe(InetSocketAddress door, String host) {
    /** The status of the answer, all of which is read. On a connection of its own. */
    int get(String path, Deadline deadline) throws IOException {
        return ask(new RequestLine("GET", path), deadline);
    }

    /** As {@link #get}. */
    int ask(RequestLine line, Deadline deadline) throws IOException {
        try (ProbeConnection connection = connect(deadline)) {
            return connection.ask(line, false, deadline);
        }
    }

    /** A connection on which several can be asked; the caller's to close. */
    ProbeConnection connect(Deadline deadline) throws IOException {
        return ProbeConnection.open(door, host, deadline);
    }
}

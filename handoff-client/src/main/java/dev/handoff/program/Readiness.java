package dev.handoff.program;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** How it is known that a program is ready. A value; {@link #open} makes what watches one program. */
public sealed interface Readiness {
    /** It says READY=1, sd_notify(3). */
    static Readiness notified() {
        return new Notified();
    }

    /** A connection to this address is accepted by the program itself. */
    static Readiness tcp(String hostAndPort) {
        URI uri = URI.create("tcp://" + hostAndPort);
        if (uri.getHost() == null || uri.getPort() < 1 || !uri.getPath().isEmpty()) {
            throw new IllegalArgumentException("'" + hostAndPort + "' is no HOST:PORT or [IPV6]:PORT");
        }
        return new Probed(uri);
    }

    /** The program itself answers a GET of this with a status of 200 to 299. */
    static Readiness http(String url) {
        URI uri = URI.create(url);
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("'" + url + "' is no http://HOST[:PORT][/PATH]");
        }
        return new Probed(uri);
    }

    /** It has lived for so long. Says nothing of whether it works. */
    static Readiness after(Duration time) {
        return new Settled(time);
    }

    /**
     * Begins to watch, before the program is started.
     *
     * @param folder where a socket may be made that this user's programs can write to, and others can't
     */
    default ReadyWatch open(Path folder) throws IOException {
        if (this instanceof Notified) {
            return NotifySocket.in(folder);
        }
        return this instanceof Probed probed ? new Probe(probed.uri()) : new Settling(((Settled) this).time());
    }

    /** By READY=1. */
    record Notified() implements Readiness {}

    /** By a connection. */
    record Probed(URI uri) implements Readiness {}

    /** By its life. */
    record Settled(Duration time) implements Readiness {}
}

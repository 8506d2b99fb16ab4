package dev.handoff.program;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.PidFd;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Ready if the program itself takes a connection, and over HTTP answers well. Behind a listener that is shared, the predecessor
 * takes some of the probes; those are left out.
 */
final class Probe implements ReadyWatch {
    private static final Duration AGAIN = Duration.ofMillis(50);
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int HTTP = 80;
    private static final int MOST_OF_A_STATUS_LINE = 64;
    /** How long a connection may wait to be accepted by anybody, before another is tried. */
    private static final Duration ACCEPTED = Duration.ofMillis(500);

    private final URI uri;
    private String last = "no connection was tried";

    Probe(URI uri) {
        this.uri = uri;
    }

    @Override
    public void await(int pid, PidFd process, Deadline deadline) throws IOException, InterruptedException {
        while (true) {
            Patience patience = new Patience(process, deadline, "probe " + uri + ": " + last);
            patience.check();
            if (isAnswered(pid, patience)) {
                return;
            }
            patience.pause(AGAIN);
        }
    }

    private boolean isAnswered(int pid, Patience patience) throws IOException, InterruptedException {
        try (Socket socket = new Socket()) {
            int port = uri.getPort() > 0 ? uri.getPort() : HTTP;
            socket.connect(new InetSocketAddress(host(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            // Before anything is asked: a server that has answered has closed it.
            return isTaken(socket, pid, patience) && (!isHttp() || isWell(socket));
        } catch (NotReadyException e) {
            throw e;
        } catch (IOException e) {
            last = String.valueOf(e.getMessage());
            return false;
        }
    }

    // An IPv6 address in brackets, which InetSocketAddress takes as well.
    private String host() {
        return uri.getHost();
    }

    private boolean isHttp() {
        return "http".equals(uri.getScheme());
    }

    private boolean isTaken(Socket socket, int pid, Patience patience) throws IOException, InterruptedException {
        Connection connection =
                Connection.between((InetSocketAddress) socket.getLocalSocketAddress(), (InetSocketAddress)
                        socket.getRemoteSocketAddress());
        Deadline end = Deadline.in(ACCEPTED);
        Connection.Holder holder = connection.holder(pid);
        while (holder == Connection.Holder.NOBODY && !end.isPast()) {
            patience.pause(LOOK);
            holder = connection.holder(pid);
        }
        last = holder == Connection.Holder.OTHER
                ? "another process accepted the connection"
                : "nobody accepted the connection";
        return holder == Connection.Holder.PROGRAM;
    }

    private void ask(Socket socket) throws IOException {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String request = "GET " + path + query + " HTTP/1.1\r\nHost: " + uri.getRawAuthority()
                + "\r\nUser-Agent: handoff\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private boolean isWell(Socket socket) throws IOException {
        ask(socket);
        StringBuilder line = new StringBuilder();
        int next = socket.getInputStream().read();
        while (next >= ' ' && line.length() < MOST_OF_A_STATUS_LINE) {
            line.append((char) next);
            next = socket.getInputStream().read();
        }
        last = "it answered '" + line + "'";
        return line.toString().matches("HTTP/1\\.[01] 2[0-9]{2}( .*)?");
    }
}

package dev.handoff.fd;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A process that connects to a socket, and stays until the other end closes it. */
final class ConnectingMain {
    private ConnectingMain() {}

    public static void main(String[] args) throws IOException {
        try (UnixStream stream = UnixStream.connect(Path.of(args[0]), Duration.ofSeconds(10))) {
            stream.receive(new byte[1], 0, Deadline.in(Duration.ofSeconds(60)));
        } catch (EOFException closed) {
            System.out.println("closed");
        }
    }
}

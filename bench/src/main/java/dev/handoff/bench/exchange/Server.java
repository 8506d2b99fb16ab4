package dev.handoff.bench.exchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that answers; it says "ready" and ends when its standard input is closed. */
final class Server implements AutoCloseable {
    private final Process process;

    Server(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] said = process.getInputStream().readNBytes(6);
        if (!new String(said, StandardCharsets.US_ASCII).equals("ready\n")) {
            process.destroyForcibly();
            throw new IOException(command.get(0) + " did not get ready");
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}

package dev.handoff.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The controller's end of one process's connection. */
final class StepLine implements AutoCloseable {
    private static final String PID = "pid ";

    private final Socket socket;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    StepLine(Socket socket) {
        this.socket = socket;
    }

    void start(LongConsumer greeted) {
        Thread reading = new Thread(() -> read(greeted), "step-line");
        reading.setDaemon(true);
        reading.start();
    }

    private void read(LongConsumer greeted) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(PID)) {
                    greeted.accept(Long.parseLong(line.substring(PID.length())));
                } else {
                    heard.add(line);
                }
            }
        } catch (IOException gone) {
            // The process is; whoever waits for it finds out.
        }
    }

    /** Holds the process when it next comes to {@code step}, if there is one. What was said to it before is forgotten. */
    void arm(Optional<Step> step) throws IOException, InterruptedException {
        heard.clear();
        say("arm " + step.map(Step::calledThere).orElse(""));
        if (!awaited("armed", Duration.ofSeconds(30))) {
            throw new IOException("the process does not answer");
        }
    }

    /** Waits until the process is held at {@code step}. */
    boolean awaitAt(Step step, Duration time) throws InterruptedException {
        return awaited("at " + step.calledThere(), time);
    }

    private boolean awaited(String line, Duration time) throws InterruptedException {
        @Nullable String came = heard.poll(time.toMillis(), TimeUnit.MILLISECONDS);
        return line.equals(came);
    }

    /** {@code go}, {@code cut}, {@code truncate}, {@code garble}; nobody there to hear it is as good. */
    void say(String verb) {
        try {
            socket.getOutputStream().write((verb + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            // As the fault wants it.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing was left to send.
        }
    }
}

package dev.handoff.supervisors;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A load that runs in another network namespace, against 127.0.0.1 there: on fresh and on kept connections. */
final class NetworkLoad implements AutoCloseable {
    private static final int FRESH = 40;
    private static final int KEPT = 40;
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Process process;
    private final BufferedReader output;

    private NetworkLoad(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * What became of the requests.
     *
     * @param refused how many of those that failed found nobody listening
     */
    record Result(long requests, long failed, long refused, String text) {}

    /** Who answered last. */
    record Latest(long pid, String release) {}

    /** Starts it in the network of a process. */
    static NetworkLoad inNetworkOf(long pid, int port) throws IOException {
        return new NetworkLoad(new ProcessBuilder(List.of(
                        "nsenter",
                        "--target=" + pid,
                        "--net",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadMain.class.getName(),
                        Integer.toString(port),
                        Integer.toString(FRESH),
                        Integer.toString(KEPT)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private String ask(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        String answer = output.readLine();
        if (answer == null) {
            throw new IOException("the load has ended");
        }
        return answer;
    }

    /** Who answered last? Its pid is the server's own word. */
    Latest latest() throws IOException {
        String[] words = ask("latest").split(" ", 2);
        return new Latest(Long.parseLong(words[0]), words[1]);
    }

    /** Waits until a release answers; returns its pid. */
    long awaitRelease(String release) {
        return await("an answer by " + release)
                .atMost(LONG)
                .until(this::latest, latest -> latest.release().equals(release))
                .pid();
    }

    /** Ends it. */
    Result stop() throws IOException {
        String[] numbers = ask("stop").split(" ", -1);
        return new Result(
                Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]), output.readLine());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }
}

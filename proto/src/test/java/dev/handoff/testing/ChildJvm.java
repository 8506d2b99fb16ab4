package dev.handoff.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A class of the test class path run as a process of its own. {@link #close()} kills it if it still lives, by its pid. */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts {@code main}; what it writes to its standard error goes to ours. */
    public static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        return start(List.of(), main, arguments);
    }

    /**
     * As {@link #start(Class, String...)}, with at most {@code descriptors} open at a time: RLIMIT_NOFILE. It listens to SIGINT
     * and SIGTERM even if this build was started with those ignored, as a shell does with what it starts in the background.
     */
    public static ChildJvm startLimited(int descriptors, Class<?> main, String... arguments) throws IOException {
        String shell = "ulimit -n " + descriptors + " && exec env --default-signal=INT,TERM \"$@\"";
        return start(List.of("sh", "-c", shell, "sh"), main, arguments);
    }

    /** As {@link #start(Class, String...)}, executed by {@code before}, such as {@code sh -c '... exec "$@"' sh}. */
    public static ChildJvm startBy(List<String> before, Class<?> main, String... arguments) throws IOException {
        return start(before, main, arguments);
    }

    /** As {@link #start(Class, String...)}, by a program that ends in becoming its arguments: {@code unshare --net}. */
    public static ChildJvm startBehind(List<String> program, Class<?> main, String... arguments) throws IOException {
        return start(program, main, arguments);
    }

    private static ChildJvm start(List<String> before, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Without MaxFDLimit the JVM would raise its own limit again.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-MaxFDLimit"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new ChildJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    public Process process() {
        return process;
    }

    public long pid() {
        return process.pid();
    }

    /** The next line of its standard output, without the line end; throws if it ended instead. */
    public String line() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("process " + pid() + " ended without the line that was waited for");
        }
        return line;
    }

    /** Its exit status. Kills it after {@code seconds}. */
    public int awaitExit(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("process " + pid() + " still ran after " + seconds + " s and was killed");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        output.close();
        process.getOutputStream().close();
    }
}

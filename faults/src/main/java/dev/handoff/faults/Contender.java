package dev.handoff.faults;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One process of the service: it owns the listeners, wants them, or is on its way out. */
final class Contender {
    private static final String RESTS = "rests";
    private static final String NONE = "-";
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final Process process;
    private final Path log;
    private final BufferedWriter questions;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private volatile boolean mayRest;
    private volatile boolean rests;
    private boolean stopped;
    private boolean victim;

    private Contender(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.questions = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread reading = new Thread(this::read, "contender-" + process.pid());
        reading.setDaemon(true);
        reading.start();
    }

    static Contender start(List<String> command, Path log) throws IOException {
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        return new Contender(process, log);
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(RESTS)) {
                    rest();
                } else {
                    answers.add(line);
                }
            }
        } catch (IOException gone) {
            // So is the process.
        }
    }

    private void rest() throws IOException {
        if (mayRest) {
            rests = true;
        } else {
            say("end");
        }
    }

    private synchronized void say(String line) throws IOException {
        questions.write(line + "\n");
        questions.flush();
    }

    Process process() {
        return process;
    }

    long pid() {
        return process.pid();
    }

    /** Does it take part? */
    boolean isAlive() {
        return process.isAlive() && !rests;
    }

    /** Has it handed over and finished all it had to do, so that it could take part again? */
    boolean isAtRest() {
        return process.isAlive() && rests;
    }

    /**
     * When it has handed over it may take part again. Not where a fault strikes: a successor that was not told whether the duties
     * have stopped waits for the end of the process.
     */
    void mayComeAgain() {
        mayRest = true;
    }

    /** Takes part again, as a successor. */
    void comeAgain() throws IOException {
        mayRest = false;
        rests = false;
        victim = false;
        say("again");
    }

    /** Was it killed, or stopped, by us or by its predecessor? What it had accepted may be lost. */
    boolean isVictim() {
        return victim;
    }

    /** Returns when it is dead: its end of every connection is closed then. */
    void kill() throws InterruptedException {
        victim = true;
        process.destroyForcibly().waitFor();
    }

    void stop() throws IOException, InterruptedException {
        victim = true;
        stopped = true;
        signal("STOP");
    }

    void resume() throws IOException, InterruptedException {
        stopped = false;
        signal("CONT");
    }

    boolean isStopped() {
        return stopped;
    }

    private void signal(String name) throws IOException, InterruptedException {
        // The shell has it built in: a minimal machine has no command for it.
        run("sh", "-c", "kill -" + name + " " + pid());
    }

    /** Leaves it {@code spare} descriptors beyond those it has; a negative number takes the limit away. */
    void limitDescriptors(int spare) throws IOException, InterruptedException {
        String limit = spare < 0 ? "" : String.valueOf(highestDescriptor() + 1 + spare);
        run("prlimit", "--pid", String.valueOf(pid()), "--nofile=" + (limit.isEmpty() ? "4096" : limit) + ":");
    }

    private int highestDescriptor() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
            return descriptors
                    .mapToInt(path -> Integer.parseInt(path.getFileName().toString()))
                    .max()
                    .orElse(0);
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process tool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!tool.waitFor(10, TimeUnit.SECONDS)) {
            tool.destroyForcibly();
            throw new IOException(List.of(command) + " hangs");
        }
    }

    long descriptors() throws IOException {
        return count("fd");
    }

    /** As the kernel has them: shortened. */
    List<String> threadNames() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid() + "/task"))) {
            List<String> names = new ArrayList<>();
            for (Path task : tasks.toList()) {
                names.add(Files.readString(task.resolve("comm")).strip());
            }
            return names;
        }
    }

    /** VmRSS of proc(5). */
    long residentKib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException(this + " is gone");
    }

    long threads() throws IOException {
        return count("task");
    }

    private long count(String of) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/" + pid() + "/" + of))) {
            return entries.count();
        }
    }

    /** Writes what it has to write when it ends, and ends. */
    boolean end(Duration time) throws InterruptedException {
        ask("end");
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Its phase by name, with a word if an exchange is open; empty if it does not answer, or has no listeners yet. */
    Optional<String> phase() throws InterruptedException {
        return ask("phase").filter(answer -> !answer.equals(NONE));
    }

    /** How long after a visit set out it accepted its connection; empty if it did not, or does not answer. */
    Optional<Duration> accepted(Visit visit) throws InterruptedException {
        return ask("accepted " + visit.port() + " " + visit.since())
                .filter(answer -> !answer.equals(NONE))
                .map(nanos -> Duration.ofNanos(Long.parseLong(nanos)));
    }

    private Optional<String> ask(String question) throws InterruptedException {
        if (stopped || !isAlive()) {
            return Optional.empty();
        }
        answers.clear();
        try {
            say(question);
        } catch (IOException gone) {
            return Optional.empty();
        }
        long end = System.nanoTime() + ANSWER.toNanos();
        while (isAlive() && System.nanoTime() < end) {
            String answer = answers.poll(20, TimeUnit.MILLISECONDS);
            if (answer != null && answer.startsWith(question)) {
                return Optional.of(answer.substring(question.length()).strip());
            }
        }
        return Optional.empty();
    }

    /** What it logged. */
    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public String toString() {
        return "pid " + pid() + (process.isAlive() ? state() : " (exit " + process.exitValue() + ")");
    }

    private String state() {
        return stopped ? " (stopped)" : rests ? " (at rest)" : "";
    }
}

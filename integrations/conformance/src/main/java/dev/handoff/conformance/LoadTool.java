package dev.handoff.conformance;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A load tool of other people's: as fast as the server lets it, from its start until it is interrupted. */
enum LoadTool {
    /** Kept connections. */
    WRK(
            "wrk -t1 -c16 -d300s",
            Pattern.compile("(\\d+) requests in"),
            Pattern.compile("Socket errors:.*|Non-2xx or 3xx responses: \\d+")),
    /** A connection for each request. Without -l it takes a pid with one digit more for a failure. */
    AB(
            "ab -q -l -t 300 -n 10000000 -c 8",
            Pattern.compile("Complete requests: +(\\d+)"),
            Pattern.compile("Failed requests: +[1-9]\\d*|Non-2xx responses: +\\d+|apr_.*"));

    private final String command;
    private final Pattern requests;
    private final Pattern complaint;

    LoadTool(String command, Pattern requests, Pattern complaint) {
        this.command = command;
        this.requests = requests;
        this.complaint = complaint;
    }

    /** What one handoff was to the tool: how many requests it made, and what it complained of. */
    record Verdict(String tool, long requests, List<String> complaints) {
        boolean isClean() {
            return requests > 0 && complaints.isEmpty();
        }

        Verdict with(String complaint) {
            List<String> all = new ArrayList<>(complaints);
            all.add(complaint);
            return new Verdict(tool, requests, all);
        }

        @Override
        public String toString() {
            return complaints.isEmpty() ? (requests > 0 ? "0" : "no request made") : String.join("; ", complaints);
        }
    }

    /** What is to happen under the tool's load. */
    interface Happening {
        void run() throws IOException, InterruptedException, FailedException;
    }

    /** Runs the tool while something happens; empty if it is not installed. */
    Optional<Verdict> during(InetSocketAddress server, Path folder, Happening happening)
            throws IOException, InterruptedException, FailedException {
        if (!isInstalled()) {
            return Optional.empty();
        }
        Path output = folder.resolve(label() + ".out");
        // A starting JVM is to have its share of a machine that the tool would take all of.
        List<String> line = new ArrayList<>(List.of("nice", "-n", "10"));
        line.addAll(List.of(command.split(" ", -1)));
        line.add("http://" + server.getAddress().getHostAddress() + ":" + server.getPort() + "/");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            happening.run();
            TimeUnit.SECONDS.sleep(1);
            return Optional.of(end(process, output));
        } finally {
            process.destroyForcibly();
        }
    }

    private Verdict end(Process process, Path output) throws IOException, InterruptedException, FailedException {
        boolean gaveUp = !process.isAlive();
        // wrk and ab tell what they have seen so far; SIGTERM would end them without a word.
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new FailedException(label() + " did not end within 30 s of SIGINT");
        }
        Verdict verdict = read(Files.readString(output));
        return gaveUp ? verdict.with("gave up") : verdict;
    }

    /** What it said of itself. */
    Verdict read(String said) {
        List<String> complaints =
                complaint.matcher(said).results().map(MatchResult::group).toList();
        Matcher count = requests.matcher(said);
        return new Verdict(label(), count.find() ? Long.parseLong(count.group(1)) : 0, complaints);
    }

    private String label() {
        return command.substring(0, command.indexOf(' '));
    }

    private boolean isInstalled() {
        return List.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, label())));
    }
}

package dev.handoff.conformance;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A load tool of other people's. */
enum LoadTool {
    /** Kept connections, as fast as the server lets it, until it is interrupted. */
    WRK(
            "wrk -t1 -c16 -d300s SERVER/",
            Pattern.compile("(\\d+) requests in"),
            Pattern.compile("Socket errors:.*|Non-2xx or 3xx responses: \\d+")),
    /** A connection for each request; as wrk. Without -l it takes a pid with one digit more for a failure. */
    AB(
            "ab -q -l -t 300 -n 10000000 -c 8 SERVER/",
            Pattern.compile("Complete requests: +(\\d+)"),
            Pattern.compile("Failed requests: +[1-9]\\d*|Non-2xx responses: +\\d+|apr_.*")),
    /**
     * HTTP/2, 80 requests a second on four connections, until all of these have ended. It opens none anew, and calls failed what
     * it has not sent when a GOAWAY comes: so only the requests that it did send are counted.
     */
    H2LOAD(
            "h2load -t1 -c4 -m10 --rps 20 -n 100000 SERVER/ SERVER/?ms=100",
            Pattern.compile("(\\d+) started"),
            Pattern.compile("(\\d+) succeeded"));

    private static final Pattern DONE = Pattern.compile("(\\d+) done");
    private static final Pattern GOOD = Pattern.compile("(\\d+) 2xx");
    private static final Pattern CLIENT_ERRORS = Pattern.compile("(\\d+) 4xx");
    private static final Pattern SERVER_ERRORS = Pattern.compile("(\\d+) 5xx");

    private final String command;
    private final Pattern requests;
    /** Of what went wrong; of h2load, which counts otherwise, of what went well. */
    private final Pattern complaint;

    LoadTool(String command, Pattern requests, Pattern complaint) {
        this.command = command;
        this.requests = requests;
        this.complaint = complaint;
    }

    /**
     * What one handoff was to the tool.
     *
     * @param requests how many it made
     * @param complaints what went wrong
     * @param refused how many streams the server reset, or left out of its GOAWAY: a client may send them again (RFC 9113, 8.7)
     */
    record Verdict(long requests, List<String> complaints, long refused) {
        boolean isClean() {
            return requests > 0 && complaints.isEmpty();
        }

        Verdict with(String complaint) {
            List<String> all = new ArrayList<>(complaints);
            all.add(complaint);
            return new Verdict(requests, all, refused);
        }

        @Override
        public String toString() {
            String failed =
                    complaints.isEmpty() ? (requests > 0 ? "0" : "no request made") : String.join("; ", complaints);
            return refused == 0 ? failed : failed + ", " + refused + " refused";
        }
    }

    /** What it said of itself. */
    Verdict read(String said) {
        long made = count(requests, said);
        if (this == H2LOAD) {
            return multiplexed(made, count(complaint, said), said);
        }
        return new Verdict(
                made, complaint.matcher(said).results().map(MatchResult::group).toList(), 0);
    }

    private static Verdict multiplexed(long made, long succeeded, String said) {
        long errors = count(CLIENT_ERRORS, said) + count(SERVER_ERRORS, said);
        long begun = count(GOOD, said) + errors;
        long done = count(DONE, said);
        long cut = made - done + count(GOOD, said) - succeeded;
        List<String> complaints = new ArrayList<>();
        if (errors > 0) {
            complaints.add(errors + " of " + made + " answered with an error");
        }
        if (cut > 0) {
            complaints.add(cut + " of " + made + " cut off");
        }
        return new Verdict(made, complaints, done - begun);
    }

    private static long count(Pattern pattern, String said) {
        Matcher matcher = pattern.matcher(said);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** The command line. */
    List<String> line(String server) {
        // A starting JVM is to have its share of a machine that the tool would take all of.
        List<String> line = new ArrayList<>(List.of("nice", "-n", "10"));
        line.addAll(List.of(command.replace("SERVER", "http://" + server).split(" ", -1)));
        return line;
    }

    String label() {
        return command.substring(0, command.indexOf(' '));
    }

    boolean isInstalled() {
        return List.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, label())));
    }
}

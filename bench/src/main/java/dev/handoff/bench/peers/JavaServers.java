package dev.handoff.bench.peers;

import dev.handoff.bench.server.BenchServer;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The same Java server three times: handed over, stopped and started again, and overlapping with its successor. */
final class JavaServers implements Contestant {
    /** The JDK that learned to make an archive of classes by itself. */
    private static final int ARCHIVES = 19;

    private final String name;
    private final BenchServer.Mode mode;
    private final Scratch scratch;
    private final int warmUp;
    private Optional<Process> old = Optional.empty();
    private Optional<Process> current = Optional.empty();
    private String release = "";

    JavaServers(String name, BenchServer.Mode mode, Scratch scratch, int warmUp) {
        this.name = name;
        this.mode = mode;
        this.scratch = scratch;
        this.warmUp = warmUp;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public InetSocketAddress address() {
        return scratch.address();
    }

    @Override
    public void start(String first) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m"));
        if (Runtime.version().feature() >= ARCHIVES && current.isPresent()) {
            // Written by the first that has come after another and made room for one: it has loaded what either takes.
            command.add("-XX:+AutoCreateSharedArchive");
            command.add("-XX:SharedArchiveFile=" + scratch.file("classes.jsa"));
        }
        command.addAll(List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                classPath(),
                BenchServer.class.getName(),
                mode.name(),
                Integer.toString(scratch.address().getPort()),
                first,
                Integer.toString(warmUp)));
        if (mode == BenchServer.Mode.HANDED) {
            command.add(scratch.file("control").toString());
        }
        old = current;
        current = Optional.of(scratch.start(first + ".log", command));
        release = first;
    }

    // The server runs in a folder of its own.
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Override
    public void release(String next) throws IOException, InterruptedException {
        if (mode == BenchServer.Mode.PLAIN) {
            current.ifPresent(Process::destroy);
            awaitGone(current);
        }
        start(next);
    }

    @Override
    public void answered() {
        if (mode == BenchServer.Mode.SHARED) {
            old.ifPresent(Process::destroy);
        }
    }

    @Override
    public boolean awaitOldGone() throws InterruptedException {
        return awaitGone(old);
    }

    private static boolean awaitGone(Optional<Process> process) throws InterruptedException {
        return process.isEmpty() || Scratch.awaitGone(process.get().toHandle());
    }

    @Override
    public Map<String, Long> phases() throws IOException {
        Map<String, Long> phases = new LinkedHashMap<>();
        for (String line : Files.readAllLines(scratch.file(release + ".log"))) {
            String[] words = line.split(" ", -1);
            if (words.length == 3 && words[0].equals("phase")) {
                phases.put(words[1], Long.parseLong(words[2]));
            }
        }
        return phases;
    }

    @Override
    public String said() {
        return scratch.said(release + ".log");
    }

    @Override
    public void close() {
        scratch.close();
    }
}

package dev.handoff.bench.peers;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A Go server on facebookgo/grace, restarted by USR2. Built on the spot from Debian's sources. */
final class Grace implements Contestant {
    private static final Path SOURCES = Path.of("/usr/share/gocode");
    private static final String LIBRARY = "src/github.com/facebookgo/grace/gracehttp";

    private final Scratch scratch;
    private long current;
    private Optional<ProcessHandle> old = Optional.empty();

    Grace(Scratch scratch) {
        this.scratch = scratch;
    }

    @Override
    public String name() {
        return "facebookgo/grace, USR2";
    }

    @Override
    public Optional<String> missing() {
        if (Scratch.program("go").isEmpty()) {
            return Optional.of("go is not here; Debian's package golang-go has it");
        }
        return Files.isDirectory(SOURCES.resolve(LIBRARY))
                ? Optional.empty()
                : Optional.of(
                        "facebookgo/grace is not here; Debian's package golang-github-facebookgo-grace-dev has it");
    }

    @Override
    public InetSocketAddress address() {
        return scratch.address();
    }

    @Override
    public void start(String release) throws IOException, InterruptedException {
        try (InputStream source = Grace.class.getResourceAsStream("grace.go.txt")) {
            if (source == null) {
                throw new IOException("grace.go.txt is missing");
            }
            Files.copy(source, scratch.file("grace.go"));
        }
        scratch.run(
                "build.log",
                List.of(
                        "/usr/bin/env",
                        "GO111MODULE=off",
                        "GOFLAGS=",
                        "GOPATH=" + SOURCES,
                        Scratch.program("go").orElseThrow().toString(),
                        "build",
                        "-o",
                        scratch.file("grace").toString(),
                        scratch.file("grace.go").toString()));
        scratch.write("release", release);
        Process process = scratch.start(
                "grace.log",
                List.of(
                        scratch.file("grace").toString(),
                        "127.0.0.1:" + scratch.address().getPort(),
                        scratch.file("release").toString(),
                        scratch.file("pid").toString()));
        current = process.pid();
    }

    @Override
    public void release(String next) throws IOException, InterruptedException {
        scratch.write("release", next);
        old = ProcessHandle.of(current);
        Scratch.signal("USR2", current);
    }

    @Override
    public void answered() throws IOException, InterruptedException {
        current = scratch.awaitPid("pid", current);
        scratch.adopt(current);
    }

    @Override
    public boolean awaitOldGone() throws InterruptedException {
        return old.isEmpty() || Scratch.awaitGone(old.get());
    }

    @Override
    public String said() {
        return scratch.said("grace.log");
    }

    @Override
    public void close() {
        scratch.close();
    }
}

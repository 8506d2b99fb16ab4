package dev.handoff.bench.peers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** nginx under {@code handoff-server run}, released by SIGUSR2: a SIGHUP that nohup(1) has ignored stays so. */
final class RunNginx implements Contestant {
    private final Scratch scratch;
    private final Path command;
    private long run;
    private int releases;
    private long master;
    private Optional<ProcessHandle> old = Optional.empty();

    RunNginx(Scratch scratch, Path command) {
        this.scratch = scratch;
        this.command = command;
    }

    @Override
    public String name() {
        return "Handoff, `run -- nginx`";
    }

    @Override
    public Optional<String> missing() {
        if (Scratch.program("nginx").isEmpty()) {
            return Optional.of("nginx is not here; Debian's package nginx-light has it");
        }
        return command.toFile().canExecute() ? Optional.empty() : Optional.of(command + " is not here; build it");
    }

    @Override
    public InetSocketAddress address() {
        return scratch.address();
    }

    @Override
    public void start(String release) throws IOException, InterruptedException {
        configure(release);
        Process process = scratch.start(
                "run.log",
                List.of(
                        command.toString(),
                        "run",
                        "--control",
                        scratch.file("control").toString(),
                        "--listen",
                        "http=127.0.0.1:" + scratch.address().getPort(),
                        "--env",
                        "NGINX={fd:http};",
                        "--ready-after",
                        "300ms",
                        "--probation",
                        "300ms",
                        "--drain-signal",
                        "QUIT",
                        "--",
                        Scratch.program("nginx").orElseThrow().toString(),
                        "-c",
                        scratch.file("nginx.conf").toString(),
                        "-e",
                        "stderr",
                        "-g",
                        "daemon off;"));
        run = process.pid();
        master = scratch.awaitPid("nginx-" + releases + ".pid", 0);
        scratch.adopt(master);
    }

    // Two that serve side by side can't share a pid file.
    private void configure(String release) throws IOException {
        releases++;
        scratch.write("nginx.conf", Nginx.configuration(scratch, release, "nginx-" + releases + ".pid"));
    }

    @Override
    public void release(String next) throws IOException, InterruptedException {
        configure(next);
        Scratch.signal("USR2", run);
    }

    @Override
    public void answered() throws IOException, InterruptedException {
        old = ProcessHandle.of(master);
        master = scratch.awaitPid("nginx-" + releases + ".pid", 0);
        scratch.adopt(master);
    }

    @Override
    public boolean awaitOldGone() throws InterruptedException {
        return old.isEmpty() || Scratch.awaitGone(old.get());
    }

    @Override
    public String said() {
        return scratch.said("run.log");
    }

    @Override
    public void close() {
        scratch.close();
    }
}

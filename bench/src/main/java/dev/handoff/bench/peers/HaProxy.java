package dev.handoff.bench.peers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** HAProxy, reloaded as its manual says: the new process gets the listeners by -x, and tells the old one to finish by -sf. */
final class HaProxy implements Contestant {
    private final Scratch scratch;
    private long current;
    private Optional<ProcessHandle> old = Optional.empty();

    HaProxy(Scratch scratch) {
        this.scratch = scratch;
    }

    private String configuration(String release) {
        return """
                global
                  stats socket %s mode 600 level admin expose-fd listeners
                  nbthread 1
                  hard-stop-after 10s
                defaults
                  mode http
                  timeout client 30s
                  timeout connect 5s
                  timeout server 30s
                frontend http
                  bind 127.0.0.1:%d
                  http-request return status 200 content-type application/json lf-string '{"pid":%%pid,"release":"%s"}'
                """.formatted(scratch.file("stats"), scratch.address().getPort(), release);
    }

    @Override
    public String name() {
        return "HAProxy, -x -sf";
    }

    @Override
    public Optional<String> missing() {
        return Scratch.program("haproxy").isPresent()
                ? Optional.empty()
                : Optional.of("haproxy is not here; Debian's package haproxy has it");
    }

    @Override
    public InetSocketAddress address() {
        return scratch.address();
    }

    @Override
    public void start(String release) throws IOException, InterruptedException {
        launch(release, List.of());
    }

    private void launch(String release, List<String> more) throws IOException, InterruptedException {
        scratch.write("haproxy.cfg", configuration(release));
        Path program = Scratch.program("haproxy").orElseThrow();
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "-D",
                "-f",
                scratch.file("haproxy.cfg").toString(),
                "-p",
                scratch.file("pid").toString()));
        command.addAll(more);
        scratch.run("haproxy.log", command);
        current = scratch.awaitPid("pid", current);
        scratch.adopt(current);
    }

    @Override
    public void release(String next) throws IOException, InterruptedException {
        old = ProcessHandle.of(current);
        launch(next, List.of("-x", scratch.file("stats").toString(), "-sf", Long.toString(current)));
    }

    @Override
    public boolean awaitOldGone() throws InterruptedException {
        return old.isEmpty() || Scratch.awaitGone(old.get());
    }

    @Override
    public String said() {
        return scratch.said("haproxy.log");
    }

    @Override
    public void close() {
        scratch.close();
    }
}

package dev.handoff.bench.peers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** nginx, upgraded in place as its manual says: USR2 starts a second master, and QUIT sends the first away. */
final class Nginx implements Contestant {
    private final Scratch scratch;
    private long master;
    private Optional<ProcessHandle> old = Optional.empty();

    Nginx(Scratch scratch) {
        this.scratch = scratch;
    }

    /** A configuration that answers who it is. */
    static String configuration(Scratch scratch, String release, String pidFile) {
        return """
                user root;
                worker_processes 1;
                pid %s;
                error_log stderr;
                worker_shutdown_timeout 10s;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  keepalive_requests 1000000;
                  default_type application/json;
                  client_body_temp_path %s;
                  proxy_temp_path %s;
                  fastcgi_temp_path %s;
                  uwsgi_temp_path %s;
                  scgi_temp_path %s;
                  server {
                    listen 127.0.0.1:%d;
                    location / { return 200 '{"pid":$pid,"release":"%s"}\\n'; }
                  }
                }
                """.formatted(
                        scratch.file(pidFile),
                        scratch.file("body"),
                        scratch.file("proxy"),
                        scratch.file("fastcgi"),
                        scratch.file("uwsgi"),
                        scratch.file("scgi"),
                        scratch.address().getPort(),
                        release);
    }

    @Override
    public String name() {
        return "nginx, USR2";
    }

    @Override
    public Optional<String> missing() {
        return Scratch.program("nginx").isPresent()
                ? Optional.empty()
                : Optional.of("nginx is not here; Debian's package nginx-light has it");
    }

    @Override
    public InetSocketAddress address() {
        return scratch.address();
    }

    @Override
    public void start(String release) throws IOException, InterruptedException {
        scratch.write("nginx.conf", configuration(scratch, release, "nginx.pid"));
        Path program = Scratch.program("nginx").orElseThrow();
        // A master that was not left by its parent ignores USR2.
        scratch.run(
                "nginx.log",
                List.of(program.toString(), "-c", scratch.file("nginx.conf").toString(), "-e", "stderr"));
        master = scratch.awaitPid("nginx.pid", 0);
        scratch.adopt(master);
    }

    @Override
    public void release(String next) throws IOException, InterruptedException {
        scratch.write("nginx.conf", configuration(scratch, next, "nginx.pid"));
        Scratch.signal("USR2", master);
    }

    @Override
    public void answered() throws IOException, InterruptedException {
        long next = scratch.awaitPid("nginx.pid", master);
        old = ProcessHandle.of(master);
        scratch.adopt(next);
        Scratch.signal("QUIT", master);
        master = next;
    }

    @Override
    public boolean awaitOldGone() throws InterruptedException {
        return old.isEmpty() || Scratch.awaitGone(old.get());
    }

    @Override
    public String said() {
        return scratch.said("nginx.log");
    }

    @Override
    public void close() {
        scratch.close();
    }
}

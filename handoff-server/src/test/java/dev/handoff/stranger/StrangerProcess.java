package dev.handoff.stranger;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.run.Clients;
import dev.handoff.testing.ChildJvm;
import dev.handoff.testing.Literal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A stock server that runs, and how it is told to stop. */
record StrangerProcess(Process process, InetSocketAddress address, int signal) implements AutoCloseable {
    private static final int SIGQUIT = 3;
    private static final int SIGTERM = 15;
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final Path NGINX = Path.of("/usr/sbin/nginx");

    /** Has no graceful stop: a signal ends it in the middle of whatever it does. */
    static StrangerProcess python(Path folder) throws IOException {
        assumeTrue(Files.isExecutable(PYTHON), PYTHON + " is not installed");
        Files.writeString(folder.resolve("index.html"), "python");
        Process process = new ProcessBuilder(PYTHON.toString(), "-um", "http.server", "--bind", "127.0.0.1", "0")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new StrangerProcess(process, at(process, Pattern.compile("port (\\d+)")), SIGTERM);
    }

    /** A master and two workers that share one listener. */
    static StrangerProcess nginx(Path folder) throws Exception {
        assumeTrue(Files.isExecutable(NGINX), NGINX + " is not installed");
        int port;
        try (ServerSocket free = new ServerSocket()) {
            free.bind(Literal.anyPort("127.0.0.1"));
            port = free.getLocalPort();
        }
        Path configuration = Files.writeString(
                folder.resolve("nginx.conf"),
                "daemon off; worker_processes 2; pid " + folder + "/pid; error_log " + folder + "/errors;\n"
                        + "events { }\nhttp { access_log off; client_body_temp_path " + folder + "/body;\n"
                        + "  server { listen 127.0.0.1:" + port + "; location / { return 200 nginx; } } }\n");
        Process process = new ProcessBuilder(NGINX.toString(), "-p", folder.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        InetSocketAddress address = new InetSocketAddress(Literal.ip("127.0.0.1"), port);
        for (int looks = 0; looks < 600 && !answers(address); looks++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return new StrangerProcess(process, address, SIGQUIT);
    }

    private static boolean answers(InetSocketAddress address) {
        try {
            whoAnswers(address);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    static String whoAnswers(InetSocketAddress address) throws IOException {
        return nameOf(Clients.answer(address, "/"));
    }

    /** Whose answer it is: the header {@code Server} says it. */
    static String nameOf(String answer) {
        return answer.contains("Server: heir") ? "heir" : "stranger";
    }

    static StrangerProcess tomcat(Path folder) throws IOException {
        Process process = ChildJvm.start(TomcatMain.class, folder.toString()).process();
        return new StrangerProcess(process, at(process, Pattern.compile("PORT (\\d+)")), SIGTERM);
    }

    private static InetSocketAddress at(Process process, Pattern said) throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher port = said.matcher(line);
            if (port.find()) {
                return new InetSocketAddress(Literal.ip("127.0.0.1"), Integer.parseInt(port.group(1)));
            }
        }
        throw new IOException("it ended without a port");
    }

    int pid() {
        return (int) process.pid();
    }

    /** By the shell, which every machine has. */
    void signal(String name) throws Exception {
        new ProcessBuilder(List.of("sh", "-c", "kill -" + name + " " + pid()))
                .start()
                .waitFor();
    }

    boolean awaitEnd(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        workers.forEach(ProcessHandle::destroyForcibly);
    }
}

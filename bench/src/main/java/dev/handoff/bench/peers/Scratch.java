package dev.handoff.bench.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One contestant's folder, port, and the processes that it has started. */
final class Scratch implements AutoCloseable {
    private static final int GONE_MILLIS = 15_000;
    private static final long LOOK_MILLIS = 5;

    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path folder;
    private final InetSocketAddress address;
    private final List<ProcessHandle> started = new ArrayList<>();

    Scratch(Path parent, String name) throws IOException {
        this.folder = Files.createDirectory(parent.resolve(name), PRIVATE);
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            this.address = new InetSocketAddress("127.0.0.1", any.getLocalPort());
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    InetSocketAddress address() {
        return address;
    }

    void write(String name, String text) throws IOException {
        Files.writeString(file(name), text);
    }

    /** Starts a process; what it says goes to a file of this folder. It is killed at the end, if it still runs. */
    Process start(String log, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(file(log).toFile())
                .start();
        started.add(process.toHandle());
        return process;
    }

    /** Runs a command to its end. */
    void run(String log, List<String> command) throws IOException, InterruptedException {
        Process process = start(log, command);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + " failed; it said: " + Files.readString(file(log)));
        }
    }

    /** A process that ours have started is ours to end too. */
    ProcessHandle adopt(long pid) throws IOException {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow(() -> new IOException("no process " + pid));
        started.add(process);
        return process;
    }

    static void signal(String name, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid)
                .inheritIO()
                .start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -" + name + " " + pid + " failed");
        }
    }

    /** The number in a file, once it is there and another than {@code old}. */
    long awaitPid(String name, long old) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GONE_MILLIS);
        while (System.nanoTime() - end < 0) {
            Optional<Long> pid = pid(name).filter(found -> found != old);
            if (pid.isPresent()) {
                return pid.get();
            }
            Thread.sleep(LOOK_MILLIS);
        }
        throw new IOException("no other process than " + old + " wrote " + file(name));
    }

    private Optional<Long> pid(String name) throws IOException {
        if (!Files.exists(file(name))) {
            return Optional.empty();
        }
        String text = Files.readString(file(name)).trim();
        return text.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(text));
    }

    /** True once {@code process} has ended, false if it does not. */
    static boolean awaitGone(ProcessHandle process) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GONE_MILLIS);
        while (process.isAlive() && System.nanoTime() - end < 0) {
            Thread.sleep(LOOK_MILLIS);
        }
        return !process.isAlive();
    }

    /** Waits until a server that was just started answers: else what it does not answer yet would be lost by its first release. */
    static void awaitAnswer(InetSocketAddress server) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GONE_MILLIS);
        while (!isAnswering(server)) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("nobody answers at " + server);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static boolean isAnswering(InetSocketAddress server) {
        try (Socket client = new Socket()) {
            client.setSoTimeout(GONE_MILLIS);
            client.connect(server);
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return client.getInputStream().read() >= 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Whether a program of this name is on the PATH, or at one of the folders where daemons are. */
    static Optional<Path> program(String name) {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)),
                        Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(directory -> Path.of(directory).resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What a file says, for an error. */
    String said(String log) {
        try {
            return new String(Files.readAllBytes(file(log)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(" + e + ")";
        }
    }

    @Override
    public void close() {
        started.stream()
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> Stream.concat(process.descendants(), Stream.of(process)))
                .toList()
                .forEach(ProcessHandle::destroyForcibly);
    }
}

package dev.handoff.bench.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The same exchange in C, compiled on the spot; in Python where there is no compiler, and then of one listener only. */
final class NativeExchange {
    private final List<String> program;
    private final String language;

    private NativeExchange(List<String> program, String language) {
        this.program = program;
        this.language = language;
    }

    static NativeExchange prepare(Path scratch) throws IOException, InterruptedException {
        Path source = unpack("exchange.c", scratch);
        Path binary = scratch.resolve("exchange");
        try {
            output(List.of("gcc", "-O2", "-o", binary.toString(), source.toString()));
            return new NativeExchange(List.of(binary.toString()), "C");
        } catch (IOException noCompiler) {
            Path script = unpack("exchange.py", scratch);
            return new NativeExchange(List.of("/usr/bin/python3", script.toString()), "Python");
        }
    }

    String language() {
        return language;
    }

    boolean takes(int listeners) {
        return listeners == 1 || language.equals("C");
    }

    /** Starts one that answers, with so many listeners. */
    Server serve(Path control, int listeners) throws IOException {
        List<String> command = command("serve", control.toString(), Integer.toString(listeners), Frames.welcome());
        command.addAll(Frames.grants(listeners));
        return new Server(command);
    }

    /** Asks {@code count} times; the sorted times in nanoseconds, those of the first tenth left out. */
    List<Long> ask(Path control, int count, int listeners) throws IOException, InterruptedException {
        List<String> command = command(
                "ask",
                control.toString(),
                Integer.toString(count),
                Integer.toString(listeners),
                Frames.hello(),
                Frames.request(),
                Frames.abort());
        List<Long> times = new ArrayList<>();
        output(command).lines().skip(count / 10).map(Long::valueOf).forEach(times::add);
        times.sort(null);
        return times;
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path unpack(String resource, Path scratch) throws IOException {
        try (InputStream in = NativeExchange.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new IOException(resource + " is missing");
            }
            Path file = scratch.resolve(resource);
            Files.copy(in, file);
            return file;
        }
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (process.waitFor() != 0) {
            throw new IOException(command.get(0) + " ended with " + process.exitValue());
        }
        return output;
    }
}

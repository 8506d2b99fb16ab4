package dev.handoff.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The same exchange in C, compiled on the spot; in Python where there is no compiler. */
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

    /** Starts one that answers. */
    Server serve(Path control) throws IOException {
        return new Server(command("serve", control.toString(), Frames.welcome(), Frames.grant()));
    }

    /** Asks {@code count} times; the sorted times in nanoseconds, those of the first tenth left out. */
    List<Long> ask(Path control, int count) throws IOException, InterruptedException {
        List<String> command = command(
                "ask", control.toString(), Integer.toString(count), Frames.hello(), Frames.request(), Frames.abort());
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

package dev.handoff.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A load tool at its work. Closed, it is gone. */
final class RunningTool implements AutoCloseable {
    private static final int END_SECONDS = 60;

    private final LoadTool tool;
    private final Process process;
    private final Path output;

    private RunningTool(LoadTool tool, Process process, Path output) {
        this.tool = tool;
        this.process = process;
        this.output = output;
    }

    static RunningTool start(LoadTool tool, InetSocketAddress server, Path folder) throws IOException {
        Path output = folder.resolve(tool.label() + ".out");
        return new RunningTool(
                tool,
                new ProcessBuilder(tool.line(server.getAddress().getHostAddress() + ":" + server.getPort()))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    LoadTool tool() {
        return tool;
    }

    /** Interrupts it, upon which wrk and ab tell what they have seen; SIGTERM would end them without a word. */
    LoadTool.Verdict interrupt() throws IOException, InterruptedException, FailedException {
        boolean gaveUp = !process.isAlive();
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        LoadTool.Verdict verdict = awaitEnd("SIGINT");
        return gaveUp ? verdict.with("gave up") : verdict;
    }

    /** Waits until it has ended by itself, which it does when the last of its connections has. */
    LoadTool.Verdict awaitEnd(String cause) throws IOException, InterruptedException, FailedException {
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new FailedException(tool.label() + " did not end within " + END_SECONDS + " s of " + cause);
        }
        return tool.read(Files.readString(output));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

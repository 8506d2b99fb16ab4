package dev.handoff.supervisors;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A container by runc, with pids of its own; it sees one folder of this machine under the same name. Root only. */
final class Container implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 90;
    /** What runc needs of config.json; the network is this machine's unless it is named here. */
    private static final String CONFIGURATION = """
            {"ociVersion": "1.0.2",
             "process": {"terminal": false, "user": {"uid": 0, "gid": 0}, "cwd": "/", "args": [%s],
                         "env": ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "JAVA_HOME=%s"]},
             "root": {"path": "%s", "readonly": false},
             "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"},
                        {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["mode=755"]},
                        {"destination": "%4$s", "type": "bind", "source": "%4$s", "options": ["rbind", "rw"]}],
             "linux": {"namespaces": [{"type": "pid"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"}%5$s]%6$s}}
            """;

    /** As much as an image needs. */
    private static final String MAPPED =
            ", \"%1$sMappings\": [{\"containerID\": 0, \"hostID\": %2$d, \"size\": 65536}]";

    private final String name;
    private final Process runc;
    private final Path said;

    private Container(String name, Process runc, Path said) {
        this.name = name;
        this.runc = runc;
        this.said = said;
    }

    /** In this machine's network. */
    static Container start(OverlayRoot image, Path folder, String name, String... words) throws IOException {
        return start(image, folder, name, "", "", words);
    }

    /** In this machine's network, and in a user namespace: its root is user {@code base} of this machine. */
    static Container startMapped(OverlayRoot image, Path folder, String name, int base, String... words)
            throws IOException {
        String mappings = MAPPED.formatted("uid", base) + MAPPED.formatted("gid", base);
        return start(image, folder, name, ", {\"type\": \"user\"}", mappings, words);
    }

    /** In a network of its own. */
    static Container startApart(OverlayRoot image, Path folder, String name, String... words) throws IOException {
        return start(image, folder, name, ", {\"type\": \"network\"}", "", words);
    }

    private static Container start(
            OverlayRoot image, Path folder, String name, String namespace, String mappings, String... words)
            throws IOException {
        String id = "handoff-" + ProcessHandle.current().pid() + "-" + name;
        Path bundle = Files.createDirectories(folder.resolve("bundles").resolve(id));
        String arguments = Arrays.stream(words).map(word -> '"' + word + '"').collect(Collectors.joining(", "));
        Files.writeString(
                bundle.resolve("config.json"),
                CONFIGURATION.formatted(
                        arguments, System.getProperty("java.home"), image.path(), folder, namespace, mappings));
        Path said = bundle.resolve("said");
        Process runc = new ProcessBuilder("runc", "run", "--bundle", bundle.toString(), id)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(said.toFile())
                .start();
        return new Container(id, runc, said);
    }

    /** What its process 1 has said. */
    String said() throws IOException {
        return Files.readString(said, StandardCharsets.UTF_8);
    }

    /** To its process 1, by name. */
    void signal(String signal) throws IOException, InterruptedException {
        Command.run(List.of("runc", "kill", name, signal)).orThrow();
    }

    /** The exit status of its process 1. */
    int awaitEnd() throws IOException, InterruptedException {
        if (!runc.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(name + " has not ended: " + said());
        }
        return runc.exitValue();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (runc.isAlive()) {
            Command.run(List.of("runc", "kill", name, "KILL"));
            if (!runc.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                runc.destroyForcibly();
            }
        }
        Command.run(List.of("runc", "delete", "--force", name));
    }
}

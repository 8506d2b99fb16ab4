package dev.handoff.demo.takeover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A private folder with a control socket in it, and the processes that meet there. Closed, or when this JVM ends for
 * whatever reason that lets it run its hooks, the processes are killed, and those that they started in their turn, and the
 * folder is gone.
 */
public final class Stage implements AutoCloseable {
    private final List<String> program;
    private final Path folder;
    private final List<DemoProcess> processes = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::clear, "stage-clear");
    private volatile int port;
    private boolean cleared; // guarded by this

    private Stage(List<String> program) throws IOException {
        this.program = program;
        this.folder = Files.createTempDirectory("handoff-demo"); // mode 0700
    }

    /**
     * An empty one.
     *
     * @param jar the demo's executable
     */
    public static Stage set(Path jar) throws IOException {
        return set(List.of("-jar", jar.toString()));
    }

    /** As {@link #set(Path)}, for any program that takes the demo's options: {@code -cp PATH MAIN}. */
    public static Stage set(List<String> program) throws IOException {
        Stage stage = new Stage(program);
        Runtime.getRuntime().addShutdownHook(stage.hook);
        return stage;
    }

    /** Where the processes meet. */
    public Path control() {
        return folder.resolve("control");
    }

    /** The port of the listener: any free one for the first process, that one for all others. */
    public void listensOn(int chosen) {
        port = chosen;
    }

    /** Starts a release with options of its own. */
    public DemoProcess start(String release, String... options) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("--control", control().toString(), "--port", Integer.toString(port)));
        all.addAll(List.of(options));
        DemoProcess process = DemoProcess.start(program, release, all);
        processes.add(process);
        return process;
    }

    @Override
    public void close() {
        clear();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook has been run, then.
        }
    }

    /** Whoever comes second waits until the first has done it. */
    private synchronized void clear() {
        if (cleared) {
            return;
        }
        cleared = true;
        Residents others = Residents.of(control());
        processes.forEach(DemoProcess::close);
        others.kill();
        try (Stream<Path> inside = Files.walk(folder)) {
            inside.sorted(Comparator.reverseOrder()).forEach(Stage::delete);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("takeover: " + folder + " is left behind: " + e.getMessage());
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

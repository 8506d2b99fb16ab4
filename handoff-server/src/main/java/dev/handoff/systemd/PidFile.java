package dev.handoff.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file in which a service manager looks for another main process when a unit's has died: {@code PIDFile=} of the unit,
 * {@code $PIDFILE} in its processes. If it names a process of the unit that lives, the unit goes on with that one.
 *
 * <p>Whatever is wrong with the file, the service goes on: one line of log, until it can be written again.
 */
public final class PidFile {
    private final Logger log = LoggerFactory.getLogger(PidFile.class);
    private final Path path;
    /** Guarded by this. */
    private boolean isMute;

    private PidFile(Path path) {
        this.path = path;
    }

    /** At {@code path}, in a folder that is there. */
    public static PidFile at(Path path) {
        return new PidFile(path);
    }

    /** The one that an environment names; empty if it names none. */
    public static Optional<PidFile> of(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("PIDFILE"))
                .filter(path -> !path.isEmpty())
                .map(path -> at(Path.of(path)));
    }

    /** Has it name {@code pid}, in one step. */
    public synchronized void write(int pid) {
        try {
            Path fresh = path.resolveSibling(path.getFileName() + ".new");
            Files.writeString(fresh, pid + "\n");
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            isMute = false;
        } catch (IOException | RuntimeException e) {
            if (!isMute) {
                log.warn(
                        "PIDFILE {}: {}; if the main process dies the service manager ends the unit",
                        path,
                        e.toString());
            }
            isMute = true;
        }
    }
}

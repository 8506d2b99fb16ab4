package dev.handoff.agent.core;

import dev.handoff.fd.UnixListeners;
import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Keeps the paths of the application's Unix listeners. An application deletes such a path before it binds, since bind(2) fails on
 * one that is there, and when it stops; what is deleted is the name of a listener that its predecessor accepts from, or its
 * successor. So while anybody listens at the path the deletion does not happen, and the application is told that it did.
 *
 * <p>A path that nobody listens at is deleted as ever. Thread-safe; of any other file nothing is asked but its name.
 */
final class PathGuard {
    private final Set<Path> guarded;

    PathGuard(List<Place> places) {
        guarded = places.stream().map(Place::path).flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet());
    }

    /** Before a {@link Path} or a {@link File} is deleted. Not null: it is to stay. */
    @Nullable
    Object delete(Object file) {
        try {
            Path path = file instanceof Path one ? one : ((File) file).toPath();
            if (!guarded.contains(path.toAbsolutePath().normalize())) {
                return null;
            }
            if (UnixListeners.isAt(path.toAbsolutePath().normalize())) {
                LoggerFactory.getLogger("handoff").info("{} is not deleted: it is listened at", path);
                return true;
            }
        } catch (InvalidPathException | IOException untold) {
            // Then it is as without us.
        }
        return null;
    }
}

package dev.handoff;

import dev.handoff.client.ControlDirectory;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.Flock;
import dev.handoff.fd.SocketName;
import dev.handoff.fd.Sockets;
import dev.handoff.fd.UnixListeners;
import dev.handoff.server.ControlPath;
import dev.handoff.telemetry.Rehearsing;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;

/**
 * The files at the paths of a process's Unix listeners. They outlive their sockets (unix(7)), so the last owner to end takes
 * them away. One that another process listens at, by our listener or by its own, stays; so does one that is no longer the
 * file that we bound or were granted.
 */
final class SocketFiles {
    private static final Duration ELECTION = Duration.ofSeconds(10);

    private final Logger log = Rehearsing.log(SocketFiles.class);
    private final ControlPath control;
    private final List<SocketFile> bound = new CopyOnWriteArrayList<>();
    private final List<SocketFile> granted = new CopyOnWriteArrayList<>();

    SocketFiles(ControlPath control) {
        this.control = control;
    }

    /** Notes the file of a listener that was bound here. */
    void bound(NamedListener listener) throws IOException {
        note(listener, bound);
    }

    /** Notes the file of a listener that a predecessor granted. */
    void granted(NamedListener listener) throws IOException {
        note(listener, granted);
    }

    private static void note(NamedListener listener, List<SocketFile> files) throws IOException {
        SocketName name = listener.facts().name();
        if (name.hasPath() && Files.exists(name.path(), LinkOption.NOFOLLOW_LINKS)) {
            files.add(new SocketFile(name.path(), inode(name.path())));
        }
    }

    private static Object inode(Path path) throws IOException {
        return Files.readAttributes(path, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
    }

    /** After our listeners were closed, for good: no more than what {@code ending} leaves without an owner. */
    void remove(Ending ending) {
        switch (ending) {
            case HANDED_OVER -> {}
            case RECLAIMED, ABORTED -> removeBound();
            case TERMINATED -> sweep();
        }
    }

    /** After one of our listeners was closed for good: takes away what nobody listens at any more. */
    void sweep() {
        remove(bound);
        remove(granted);
    }

    /** After our listeners were closed: an opening failed, or what was granted is somebody else's. */
    void removeBound() {
        remove(bound);
    }

    // Under the lock nobody else of our kind binds, so a path that nobody answers at stays so.
    private void remove(List<SocketFile> files) {
        if (files.isEmpty()) {
            return;
        }
        try (Flock lock = control.elect(Deadline.in(ELECTION))) {
            removeHolding(files);
        } catch (IOException e) {
            log.warn("{} stay behind: {}", files, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As {@link #removeBound}, the election's lock being held. */
    void removeBoundHolding() {
        removeHolding(bound);
    }

    private void removeHolding(List<SocketFile> files) {
        for (SocketFile file : files) {
            try {
                file.removeIfStale();
            } catch (IOException e) {
                log.warn("{} stays behind: {}", file.path(), e.getMessage());
            }
        }
    }

    /** While its socket lives nothing else can have the file's inode, so equal numbers are the same file. */
    private record SocketFile(Path path, Object identity) {
        void removeIfStale() throws IOException {
            if (ControlDirectory.hasSocket(path)
                    && !UnixListeners.isAt(path)
                    && !Sockets.answersAt(path)
                    && inode(path).equals(identity)) {
                Files.delete(path);
            }
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }
}

package dev.handoff.resident;

import dev.handoff.fd.ChildProcess;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.Orphans;
import dev.handoff.fd.Spawn;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All children of this process: those it has started, and the orphans among their descendants, which become its own, since it
 * is their subreaper, or PID 1. A thread reaps whatever ends.
 *
 * <p>Hazard: nothing else in this process may start or await a child, {@link ProcessBuilder} included: it would not be told
 * how that child ended.
 */
public final class Children {
    private final Logger log = LoggerFactory.getLogger(Children.class);
    /** Whom to tell that any child has ended; guarded by this. */
    private final Map<ChildProcess, Runnable> started = new LinkedHashMap<>();

    private Children() {}

    /** Becomes the parent of all orphans among its descendants, and reaps from now on. Once in a process. */
    public static Children adopt() throws IOException {
        Orphans.adopt();
        Children children = new Children();
        Thread reaper = new Thread(children::reapAll, "handoff-reaper");
        reaper.setDaemon(true);
        reaper.start();
        return children;
    }

    /**
     * Starts one. Under the lock, so that the reaper knows it from its first instant. {@link #leave} must follow.
     *
     * @param changed called on the reaper's thread when this or any other child has ended
     */
    synchronized ChildProcess start(Spawn spawn, Runnable changed) throws IOException {
        ChildProcess child = spawn.start();
        started.put(child, changed);
        notifyAll();
        return child;
    }

    /** Nobody asks any more how it ends; it is reaped all the same. */
    synchronized void leave(ChildProcess child) {
        started.remove(child);
        child.close();
    }

    private void reapAll() {
        try {
            while (true) {
                OptionalInt ended = Orphans.awaitEnded();
                if (ended.isPresent()) {
                    reap(ended.getAsInt());
                } else {
                    awaitStart();
                }
            }
        } catch (IOException e) {
            log.error("children are not reaped any more: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reap(int pid) throws IOException {
        List<Runnable> told;
        synchronized (this) {
            boolean isAwaited = false;
            for (ChildProcess child : started.keySet()) {
                isAwaited |= child.pid() == pid && hasEnded(child);
            }
            if (!isAwaited) {
                Orphans.reap(pid);
            }
            told = List.copyOf(started.values());
        }
        told.forEach(Runnable::run);
    }

    // Which reaps it, too.
    private static boolean hasEnded(ChildProcess child) throws IOException {
        return child.awaitEnd(Deadline.in(Duration.ZERO)).isPresent();
    }

    /** There are no children. The next is started here, or is an orphan of one that was. */
    private synchronized void awaitStart() throws IOException, InterruptedException {
        while (!isAnyAlive()) {
            wait();
        }
    }

    private boolean isAnyAlive() throws IOException {
        for (ChildProcess child : started.keySet()) {
            if (!hasEnded(child)) {
                return true;
            }
        }
        return false;
    }
}

package dev.handoff;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import dev.handoff.fd.Deadline;
import dev.handoff.management.Management;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.telemetry.Rehearsing;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the predecessor's last accept and our first, clients wait; and when we are confirmed, and later hand over, they are being served.
 * Whatever is done there for the first time is slow and takes the processor from them, most of it for loading and linking classes. So a
 * whole handoff is played beforehand, when nobody waits: between two of our own, in a private folder, with a listener of nobody's.
 *
 * <p>The collection is of what the start has left. The first one copies all that lives, takes longest of all, and would come within the
 * first second of service: 10 ms for a heap of 8 MB were seen, at each handoff.
 */
final class Rehearsal {
    /** All of it takes some 0.2 s. What is not over by then is left to end by its own deadlines. */
    private static final Duration ALL = Duration.ofSeconds(5);

    private static final String LISTENER = "rehearsal";
    private static final Duration PROBATION = Duration.ofMillis(1);

    /** No heartbeat is sent while it lasts: 94 ms for 51 MB of Spring Boot on two busy processors, so well under a second for this. */
    private static final long MOST_BYTES = 128L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    /** What is loaded stays loaded. */
    private static final AtomicBoolean PLAYED = new AtomicBoolean();

    private Rehearsal() {}

    /** Once in a process. Leaves nothing behind; what fails in it will fail again when it matters. */
    static void run(Owner owner) throws InterruptedException {
        // Who only holds listeners for others, with no gates, serves nobody who would wait; and it costs 16 MiB.
        boolean isNeeded =
                !owner.terms().wanted().isUngated() && !owner.terms().wanted().isStore();
        if (Rehearsing.isHere() || !isNeeded || PLAYED.getAndSet(true)) {
            return;
        }
        Thread stage = Rehearsing.thread(() -> {
            try {
                play();
            } catch (IOException | RuntimeException | LinkageError | InterruptedException e) {
                LOG.debug("no rehearsal", e);
            }
        });
        stage.start();
        // Never interrupted: a class that is being initialized just then could not be used any more, by anybody in the
        // process.
        stage.join(ALL.toMillis());
        LOG.trace("{}", StatusReport.full(owner).getGeneration());
        if (owner.terms().tenure().isManaged()) {
            Management.rehearse();
        }
        if (owner.lease().isPresent()) {
            collect();
        }
    }

    /** An owner, and the channel that its application would close: whatever fails, both are closed. */
    private record Role(Handoff handoff, ServerSocketChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                handoff.close();
            } finally {
                channel.close();
            }
        }
    }

    static void play() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("handoff-rehearsal-");
        Path control = folder.resolve("control");
        try (Role first = open(control)) {
            first.handoff().measure(() -> 0, () -> 0);
            first.handoff().ready();
            visit(first.handoff().address(LISTENER));
            try (Role next = open(control)) {
                visit(next.handoff().sideDoor(LISTENER));
                next.handoff().ready();
                visit(next.handoff().address(LISTENER));
                awaitOwner(next.handoff().owner());
                try (HandoffClient client = HandoffClient.connect(control, Identity.of(""), ALL)) {
                    LOG.trace("{}", client.status());
                }
                first.handoff().awaitRetired();
            }
        } finally {
            delete(folder);
        }
    }

    private static Role open(Path control) throws IOException, InterruptedException {
        Handoff handoff = Handoff.at(control)
                .listener(LISTENER, "127.0.0.1:0")
                .probation(PROBATION)
                .requestWait(ALL)
                .readyWithin(ALL)
                .drainDeadline(ALL)
                .handleSignals(false)
                .jmx(false)
                .open();
        handoff.whileOwner(Rehearsal::nothing, Rehearsal::nothing);
        handoff.onYield(Rehearsal::nothing);
        ServerSocketChannel channel = handoff.channel(LISTENER);
        handoff.onDrain(channel::close);
        // The application's: it sleeps in accept(2), and is brought along from door to door.
        Rehearsing.thread(() -> accept(channel)).start();
        return new Role(handoff, channel);
    }

    private static void nothing() {}

    private static void accept(ServerSocketChannel channel) {
        try {
            while (true) {
                channel.accept().close();
            }
        } catch (IOException closed) {
            LOG.trace("drained", closed);
        }
    }

    /** Returns when somebody has accepted there and closed. */
    private static void visit(SocketAddress door) throws IOException {
        try (Socket visitor = new Socket()) {
            visitor.setSoTimeout((int) ALL.toMillis());
            visitor.connect(door, (int) ALL.toMillis());
            LOG.trace("{}", visitor.getInputStream().read());
        }
    }

    private static void awaitOwner(Owner owner) throws IOException, InterruptedException {
        ProcessPhase reached = owner.tenure().phases().await(phase -> phase == ProcessPhase.OWNER, Deadline.in(ALL));
        if (reached != ProcessPhase.OWNER) {
            throw new IOException("no owner within " + ALL + ", but " + reached);
        }
        owner.publication().publish();
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.delete(folder);
    }

    /** {@code -XX:+DisableExplicitGC} prevents it. */
    private static void collect() {
        Runtime heap = Runtime.getRuntime();
        if (heap.totalMemory() - heap.freeMemory() <= MOST_BYTES) {
            System.gc();
        }
    }
}

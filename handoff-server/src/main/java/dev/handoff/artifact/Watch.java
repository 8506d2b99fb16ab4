package dev.handoff.artifact;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a source again and again, and has what is new started. One thread; {@link #close()} ends it, and leaves nothing
 * behind that was half fetched.
 */
public final class Watch implements AutoCloseable {
    /** For a fetch to notice that it is interrupted, and to take away what it has. */
    private static final Duration ENDS = Duration.ofSeconds(5);

    /** What follows in a message may differ from look to look, and the trouble be the same. */
    static final String AT_LAST = "; at last ";

    private final Logger log = LoggerFactory.getLogger(Watch.class);
    private final WatchTerms terms;
    private final Source source;
    private final ArtifactFolder folder;
    private final Fetcher fetcher;
    private final Releases releases;
    private final Pace pace;
    private volatile Optional<Thread> thread = Optional.empty();
    private String lastTrouble = "";

    private Watch(WatchTerms terms, Source source, ArtifactFolder folder, Progress progress) {
        this.terms = terms;
        this.source = source;
        this.folder = folder;
        this.fetcher = new Fetcher(source, terms, folder, progress);
        this.releases = new Releases(folder);
        this.pace = new Pace(terms.every(), ThreadLocalRandom.current()::nextDouble);
    }

    /**
     * Opens the folder and the source.
     *
     * @throws IllegalArgumentException if there is no such source
     * @throws FolderException if the folder is not private
     */
    public static Watch open(WatchTerms terms, java.nio.file.Path folder, Progress progress) throws IOException {
        Source source = KnownSources.open(terms.source());
        boolean isOpen = false;
        try {
            Watch watch = new Watch(terms, source, ArtifactFolder.open(folder, terms.origin()), progress);
            isOpen = true;
            return watch;
        } finally {
            if (!isOpen) {
                source.close();
            }
        }
    }

    /** What is to be started, and what becomes of it. */
    public Releases releases() {
        return releases;
    }

    /**
     * Makes sure that there is an artifact to start: the one that served last, if it is whole, or else what the source has.
     *
     * @throws UnavailableException if there is none within {@code patience}, or only one that has failed before
     */
    public void first(Duration patience) throws IOException, InterruptedException {
        Optional<Artifact> present = folder.ledger().present();
        if (present.isPresent() && folder.isIntact(present.get().hash())) {
            log.info("artifact {} served last, and is started", present.get());
            return;
        }
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Duration pause;
            try {
                Optional<Artifact> found = fetcher.lookForAny();
                if (found.isPresent()) {
                    releases.offer(found.get());
                    return;
                }
                throw new UnavailableException(
                        "the artifact of " + terms.source().address()
                                + (fetcher.hasFailed() ? " has failed before" : " is the one that was refused")
                                + ", and there is no other to start");
            } catch (UnavailableException | UnprovedException e) {
                pause = pace.afterFailure(e instanceof UnavailableException it ? it.after() : Optional.empty());
                if (System.nanoTime() + pause.toNanos() - end > 0) {
                    throw e;
                }
                trouble(e, pause);
            }
            source.await(pause);
        }
    }

    /**
     * Begins.
     *
     * @param isOurTurn whether it is for this process to look
     * @param started called when something new was offered
     */
    public void start(BooleanSupplier isOurTurn, Runnable started) {
        Thread looking = new Thread(() -> run(isOurTurn, started), "handoff-watch");
        looking.setDaemon(true);
        thread = Optional.of(looking);
        looking.start();
    }

    private void run(BooleanSupplier isOurTurn, Runnable started) {
        log.info(
                "watching {} every {} ms",
                Artifact.line(terms.origin()),
                terms.every().toMillis());
        Duration pause = Duration.ZERO;
        try {
            while (true) {
                source.await(pause);
                pause = isOurTurn.getAsBoolean() && !releases.isTrying() ? look(started) : terms.every();
            }
        } catch (InterruptedException closed) {
            log.debug("not watching any more");
        }
    }

    private Duration look(Runnable started) throws InterruptedException {
        try {
            Optional<Artifact> found = fetcher.look();
            if (!lastTrouble.isEmpty() && !fetcher.isRefusing()) {
                log.info("{} can be fetched from again", Artifact.line(terms.origin()));
                lastTrouble = "";
            }
            if (found.isPresent()) {
                log.info("artifact {} is new, and is started", found.get());
                releases.offer(found.get());
                started.run();
            }
            return pace.afterSuccess();
        } catch (IOException | RuntimeException e) {
            Duration pause = pace.afterFailure(e instanceof UnavailableException it ? it.after() : Optional.empty());
            trouble(e, pause);
            return pause;
        }
    }

    /** Said once as long as it is the same. */
    private void trouble(Exception e, Duration pause) {
        String now = String.valueOf(e.getMessage());
        String kind = now.split(AT_LAST, 2)[0];
        if (kind.equals(lastTrouble)) {
            log.debug("still: {}", now);
            return;
        }
        lastTrouble = kind;
        log.warn("nothing new is started: {}; looked at again in {} ms", now, pause.toMillis());
    }

    @Override
    public void close() throws IOException {
        thread.ifPresent(Thread::interrupt);
        source.close();
        try {
            if (thread.isPresent()) {
                thread.get().join(ENDS.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

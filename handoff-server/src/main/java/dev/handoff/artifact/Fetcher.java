package dev.handoff.artifact;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Fetches what a source has into the folder, if it is wanted there: not the present one, and none that has failed. */
final class Fetcher {
    private static final String FETCH = "fetch";
    private static final int MOST_RESUMED = 4;
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final Logger log = LoggerFactory.getLogger(Fetcher.class);
    private final Source source;
    private final WatchTerms terms;
    private final ArtifactFolder folder;
    private final Progress progress;
    private final Duration silence;

    /** What had another hash than it should; not fetched again while neither changes. */
    private String refusedHash = "";

    private String refusedTag = "";
    private boolean isRefusing;
    /** What was last said to be fetched: said once, however often it has to be begun. */
    private String announced = "";

    Fetcher(Source source, WatchTerms terms, ArtifactFolder folder, Progress progress) {
        this(source, terms, folder, progress, SILENCE);
    }

    Fetcher(Source source, WatchTerms terms, ArtifactFolder folder, Progress progress, Duration silence) {
        this.source = source;
        this.terms = terms;
        this.folder = folder;
        this.progress = progress;
        this.silence = silence;
    }

    /**
     * Looks once. What it returns is proved, and in the folder.
     *
     * @throws UnavailableException if the source does not give it
     * @throws UnprovedException if it is not what it should be
     * @throws FolderException if it can't be kept
     */
    Optional<Artifact> look() throws IOException, InterruptedException {
        return look(false);
    }

    /** As {@link #look}, and the present one counts as well: it is not here any more, or not whole. */
    Optional<Artifact> lookForAny() throws IOException, InterruptedException {
        return look(true);
    }

    private Optional<Artifact> look(boolean any) throws IOException, InterruptedException {
        isRefusing = false;
        String hash = terms.verification().expected(source);
        Ledger ledger = folder.ledger();
        if ((ledger.isPresent(hash) && !any) || ledger.hasFailed(hash)) {
            return Optional.empty();
        }
        Optional<Artifact> known =
                ledger.good().stream().filter(each -> each.hash().equals(hash)).findFirst();
        if (known.isPresent() && folder.isIntact(hash)) {
            return known;
        }
        boolean wasRefused = hash.equals(refusedHash);
        Optional<Content> content = source.open(wasRefused ? refusedTag : "");
        isRefusing = content.isEmpty() && wasRefused;
        return content.isPresent() ? Optional.of(fetch(content.get(), hash)) : Optional.empty();
    }

    /** Did the last look find what was refused before, and nothing else? */
    boolean isRefusing() {
        return isRefusing;
    }

    /** Has it failed before? Then there is no use in waiting for it. */
    boolean hasFailed() throws IOException, InterruptedException {
        return folder.ledger().hasFailed(terms.verification().expected(source));
    }

    private Artifact fetch(Content opened, String hash) throws IOException, InterruptedException {
        Artifact artifact = new Artifact(hash, opened.label());
        long end = System.nanoTime() + terms.within().toNanos();
        try (Content first = opened;
                Partial partial = folder.begin(terms.most())) {
            requireRoom(first);
            String size = first.size() < 0 ? "of unknown size" : first.size() + " bytes";
            say(artifact, "fetching " + artifact + ", " + size);
            fill(partial, first, artifact, end);
            seal(partial, hash, first.tag());
            progress.at(FETCH, partial.size(), partial.size(), artifact + " is here and proved");
            announced = "";
            return artifact;
        } catch (IOException | InterruptedException | RuntimeException e) {
            announced = hash;
            progress.ended(FETCH, artifact + " is not fetched: " + e.getMessage());
            throw e;
        }
    }

    private void say(Artifact artifact, String text) {
        log.atLevel(artifact.hash().equals(announced) ? Level.DEBUG : Level.INFO)
                .log(text);
    }

    private void seal(Partial partial, String hash, String tag) throws IOException {
        try {
            partial.seal(hash);
        } catch (UnprovedException e) {
            refusedHash = hash;
            refusedTag = tag;
            throw e;
        }
    }

    private void requireRoom(Content content) throws IOException {
        if (content.size() > terms.most()) {
            throw new UnprovedException(
                    "it has " + content.size() + " bytes, more than " + terms.most() + " (most=BYTES): not fetched");
        }
        if (content.size() > folder.room()) {
            throw new FolderException(folder + " has no room for its " + content.size() + " bytes: not fetched");
        }
    }

    /** Until all of it is here. What breaks off is gone on with, a few times. */
    private void fill(Partial partial, Content first, Artifact artifact, long end)
            throws IOException, InterruptedException {
        Content content = first;
        Duration pause = FIRST_PAUSE;
        for (int resumed = 0; ; resumed++) {
            try (StallGuard body = new StallGuard(content, silence, end)) {
                copy(body, content, partial, artifact);
                return;
            } catch (UnprovedException | FolderException e) {
                throw e;
            } catch (IOException brokeOff) {
                if (resumed == MOST_RESUMED || System.nanoTime() + pause.toNanos() - end > 0) {
                    throw new UnavailableException("it broke off" + Watch.AT_LAST + "after " + partial.size()
                            + " bytes: " + brokeOff.getMessage());
                }
                say(artifact, artifact + " broke off after " + partial.size() + " bytes: " + brokeOff.getMessage());
            }
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            pause = pause.multipliedBy(2);
            content = source.resume(first.tag(), partial.size());
        }
    }

    private void copy(InputStream body, Content content, Partial partial, Artifact artifact) throws IOException {
        partial.goOnFrom(content.from());
        byte[] buffer = new byte[Partial.BUFFER];
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            partial.add(buffer, read);
            progress.at(FETCH, partial.size(), content.size(), "fetching " + artifact);
        }
        if (content.size() >= 0 && partial.size() < content.size()) {
            throw new EOFException("its end came " + (content.size() - partial.size()) + " bytes too early");
        }
    }
}

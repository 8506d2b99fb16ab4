package dev.handoff.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which artifact is to be started next, and what becomes of it. Thread-safe. */
public final class Releases {
    private final Logger log = LoggerFactory.getLogger(Releases.class);
    private final ArtifactFolder folder;
    /** To be started, or on trial; guarded by this, as is all below. */
    private Optional<Artifact> offered = Optional.empty();

    private boolean isWayBack;

    Releases(ArtifactFolder folder) {
        this.folder = folder;
    }

    /** This one next. */
    public synchronized void offer(Artifact artifact) {
        offered = Optional.of(artifact);
        isWayBack = false;
    }

    /** Is one to be started, or on trial? */
    public synchronized boolean isTrying() {
        return offered.isPresent();
    }

    /**
     * The one to start: what was offered, or the one that serves.
     *
     * @throws FolderException if there is none
     */
    public synchronized Artifact next() throws IOException {
        Optional<Artifact> next = offered.or(Releases.this::present);
        return next.orElseThrow(() -> new FolderException(folder + ": there is no artifact to start"));
    }

    /** Where it is. */
    public Path path(Artifact artifact) {
        return folder.path(artifact);
    }

    private Optional<Artifact> present() {
        try {
            return folder.ledger().present();
        } catch (IOException e) {
            log.warn("which artifact serves is not known: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** It serves, and nothing can undo it any more. Returns whether that was the way back. */
    public synchronized boolean proved(Artifact artifact) {
        boolean isBack = isWayBack;
        settle(artifact);
        if (!isThePresent(artifact)) {
            note(
                    artifact,
                    isBack ? "is back" : "is good",
                    it -> isBack ? it.wentBackTo(artifact) : it.proved(artifact));
        }
        return isBack;
    }

    /** It was undone. It is not tried again, unless it is the one that serves. */
    public synchronized void failed(Artifact artifact) {
        settle(artifact);
        if (!isThePresent(artifact)) {
            note(artifact, "is not tried again", it -> it.failed(artifact));
        }
    }

    private void settle(Artifact artifact) {
        if (offered.equals(Optional.of(artifact))) {
            offered = Optional.empty();
            isWayBack = false;
        }
    }

    private boolean isThePresent(Artifact artifact) {
        return present().filter(each -> each.hash().equals(artifact.hash())).isPresent();
    }

    private void note(Artifact artifact, String what, java.util.function.UnaryOperator<Ledger> change) {
        try {
            folder.note(change);
            log.info("artifact {} {}", artifact, what);
        } catch (IOException e) {
            log.error("artifact {} {}, which will be forgotten: {}", artifact, what, e.getMessage());
        }
    }

    /**
     * What going back means now: from the artifact on trial to the one that serves, which is to be done by the caller, or from
     * the one that serves to the one before, which is offered.
     *
     * @return empty if there is nothing to go back to
     */
    public synchronized Optional<WayBack> goBack() throws IOException {
        Ledger ledger = folder.ledger();
        Optional<Artifact> present = ledger.present();
        if (offered.isPresent() && present.isPresent() && !isWayBack) {
            return Optional.of(new WayBack(offered.get(), present.get(), true));
        }
        Optional<Artifact> previous = ledger.previous();
        if (present.isEmpty()
                || previous.isEmpty()
                || !folder.isIntact(previous.get().hash())) {
            return Optional.empty();
        }
        offered = previous;
        isWayBack = true;
        return Optional.of(new WayBack(present.get(), previous.get(), false));
    }

    /**
     * From one artifact to the one before it.
     *
     * @param isOnTrial the first has not been proved yet: the second still serves
     */
    public record WayBack(Artifact from, Artifact to, boolean isOnTrial) {}
}

package dev.handoff.server;

import dev.handoff.client.Identity;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Sockets;
import dev.handoff.phase.Phases;
import dev.handoff.phase.PredecessorPhase;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An estate that writes down what is done to it, and objects to what must never be done: two gates closed, a gate opened
 * that was not closed, duties asked for twice. Its listener is a real one, shared by all inputs.
 */
final class RecordingEstate implements Estate {
    static final Path FOLDER = folder();
    private static final OwnedFd SHARED = shared();

    private final Phases<ProcessPhase> phases =
            new Phases<>(ProcessPhase.STAGED, InstantSource.system(), (from, to) -> {});
    private final Identity identity = new Identity("v2", "instance-2");
    private final NamedListener listener;
    private final Whereabouts whereabouts;
    /** Guarded by this, as are the fields below. */
    private final List<String> wrongs = new ArrayList<>();

    private final List<HandoffRecord> records = new ArrayList<>();
    private final Chronicle chronicle = new Chronicle(List.of());
    private boolean yielded;
    private int releases;
    private int reclaims;
    private int returns;
    private boolean certain;
    private int resumes;

    RecordingEstate(Whereabouts whereabouts) throws IOException {
        this.whereabouts = whereabouts;
        this.listener = NamedListener.of("http", 8, SHARED.duplicate());
        phases.advance(ProcessPhase.OWNER);
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("handoff-fuzz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OwnedFd shared() {
        Path path = FOLDER.resolve("front");
        FOLDER.toFile().deleteOnExit();
        path.toFile().deleteOnExit();
        try {
            return Sockets.listenUnix(path, 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void object(boolean wrong, String what) {
        if (wrong) {
            wrongs.add(what);
        }
    }

    synchronized List<String> wrongs() {
        return List.copyOf(wrongs);
    }

    synchronized List<HandoffRecord> records() {
        return List.copyOf(records);
    }

    synchronized boolean isYielded() {
        return yielded;
    }

    synchronized int releases() {
        return releases;
    }

    synchronized int reclaims() {
        return reclaims;
    }

    synchronized int returns() {
        return returns;
    }

    synchronized int resumes() {
        return resumes;
    }

    /** Were the duties given back for certain? */
    synchronized boolean isCertain() {
        return certain;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public long generation() {
        return 2;
    }

    @Override
    public Phases<ProcessPhase> phases() {
        return phases;
    }

    @Override
    public List<NamedListener> listeners() {
        return List.of(listener);
    }

    @Override
    public Optional<Keeping> keeping() {
        return Optional.empty();
    }

    @Override
    public Lineage lineage() {
        return Lineage.FIRST.with(1, new Identity("v1", "instance-1"));
    }

    @Override
    public synchronized void yieldListeners() {
        object(yielded, "yielded twice");
        yielded = true;
        phases.advance(ProcessPhase.YIELDED);
    }

    @Override
    public synchronized Whereabouts releaseDuties() {
        object(!yielded && reclaims == 0, "duties stopped while the gate was open");
        object(releases++ > 0, "duties stopped twice");
        return whereabouts;
    }

    @Override
    public synchronized void reclaim(String why) {
        object(reclaims++ > 0, "reclaimed twice");
        object(phases.isIn(ProcessPhase.RETIRED), "reclaimed after it was confirmed");
        yielded = false;
        phases.advanceIf(ProcessPhase.YIELDED, ProcessPhase.OWNER);
    }

    @Override
    public synchronized void resumeDuties(String why) {
        object(releases == 0, "resumed what was never stopped");
        resumes++;
    }

    @Override
    public synchronized void returnDuties(boolean certain, String why) {
        object(releases == 0, "returned what was never released");
        returns++;
        this.certain = certain;
    }

    @Override
    public synchronized void retire(String why, Settlement settlement) {
        object(!yielded, "retired with its gate open");
        object(reclaims > 0, "retired after a reclaim");
        phases.advance(ProcessPhase.RETIRED);
    }

    @Override
    public synchronized void giveWay(String why) {
        object(true, "gave way in an exchange");
    }

    @Override
    public ReadyWord readyWord() {
        return new ReadyWord();
    }

    @Override
    public Optional<WayBack> wayBack() {
        return Optional.empty();
    }

    @Override
    public Optional<RequestRecorder> recorder() {
        return Optional.empty();
    }

    @Override
    public void exchanged(Claimant successor, PredecessorPhase to) {}

    @Override
    public synchronized void record(HandoffRecord record) {
        records.add(record);
    }

    @Override
    public void refused(HandoffRecord record) {
        chronicle.refused(record);
    }

    @Override
    public Chronicle chronicle() {
        return chronicle;
    }

    @Override
    public Status.Builder status() {
        return Status.newBuilder().setGeneration(2);
    }

    /** The process is gone, its listener with it. */
    void end() {
        listener.close();
    }

    @Override
    public boolean isSucceeded() {
        return false;
    }
}

package dev.handoff.testing;

import dev.handoff.wire.Negotiation;
import dev.handoff.wire.v1.Abort;
import dev.handoff.wire.v1.Commit;
import dev.handoff.wire.v1.Confirm;
import dev.handoff.wire.v1.Confirmed;
import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Failed;
import dev.handoff.wire.v1.Heartbeat;
import dev.handoff.wire.v1.Inspect;
import dev.handoff.wire.v1.Opened;
import dev.handoff.wire.v1.Ready;
import dev.handoff.wire.v1.Reclaimed;
import dev.handoff.wire.v1.Released;
import dev.handoff.wire.v1.Request;
import dev.handoff.wire.v1.TakenOver;
import dev.handoff.wire.v1.Welcome;
import dev.handoff.wire.v1.Yielded;
import java.time.Duration;

/** The messages of the protocol, for scripts to say. */
public final class Lines {
    private Lines() {}

    /** As this build greets. */
    public static Envelope.Builder hello(String release) {
        return Envelope.newBuilder()
                .setHello(Negotiation.hello().setRelease(release).setInstance("scripted-" + release));
    }

    /** From the owner, generation {@code generation}. */
    public static Envelope.Builder welcome(long generation, String release) {
        return Envelope.newBuilder()
                .setWelcome(Welcome.newBuilder()
                        .setVersion(Negotiation.MAX_VERSION)
                        .setGeneration(generation)
                        .setRelease(release)
                        .setInstance("scripted-" + release));
    }

    /** For everything, waiting 10 s, READY within a minute. */
    public static Envelope.Builder request() {
        return request(Duration.ofSeconds(10), Duration.ofMinutes(1));
    }

    /** For everything. */
    public static Envelope.Builder request(Duration wait, Duration readyWithin) {
        return Envelope.newBuilder()
                .setRequest(Request.newBuilder()
                        .setWaitMillis(wait.toMillis())
                        .setReadyWithinMillis(readyWithin.toMillis()));
    }

    public static Envelope.Builder inspect() {
        return Envelope.newBuilder().setInspect(Inspect.getDefaultInstance());
    }

    public static Envelope.Builder heartbeat(String phase) {
        return Envelope.newBuilder().setHeartbeat(Heartbeat.newBuilder().setPhase(phase));
    }

    public static Envelope.Builder ready(Duration probation) {
        return Envelope.newBuilder().setReady(Ready.newBuilder().setProbationMillis(probation.toMillis()));
    }

    public static Envelope.Builder commit() {
        return Envelope.newBuilder().setCommit(Commit.getDefaultInstance());
    }

    public static Envelope.Builder opened() {
        return Envelope.newBuilder().setOpened(Opened.getDefaultInstance());
    }

    public static Envelope.Builder yielded() {
        return Envelope.newBuilder().setYielded(Yielded.getDefaultInstance());
    }

    public static Envelope.Builder released(boolean clean) {
        return Envelope.newBuilder()
                .setReleased(Released.newBuilder().setClean(clean).setSentence("as the script says"));
    }

    public static Envelope.Builder confirm() {
        return Envelope.newBuilder().setConfirm(Confirm.getDefaultInstance());
    }

    public static Envelope.Builder confirmed() {
        return Envelope.newBuilder().setConfirmed(Confirmed.getDefaultInstance());
    }

    public static Envelope.Builder abort(String reason) {
        return Envelope.newBuilder().setAbort(Abort.newBuilder().setReason(reason));
    }

    public static Envelope.Builder failed(String reason) {
        return Envelope.newBuilder().setFailed(Failed.newBuilder().setReason(reason));
    }

    public static Envelope.Builder reclaimed(String reason) {
        return Envelope.newBuilder().setReclaimed(Reclaimed.newBuilder().setReason(reason));
    }

    public static Envelope.Builder takenOver(String reason) {
        return Envelope.newBuilder().setTakenOver(TakenOver.newBuilder().setReason(reason));
    }

    /** From a retired generation with one request left. */
    public static Envelope.Builder draining(long generation) {
        return Envelope.newBuilder()
                .setDraining(Draining.newBuilder().setGeneration(generation).setInFlight(1));
    }
}

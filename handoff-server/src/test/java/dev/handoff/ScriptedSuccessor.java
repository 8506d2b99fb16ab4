package dev.handoff;

import dev.handoff.fd.OwnedFd;
import dev.handoff.testing.Lines;
import dev.handoff.testing.ScriptedPeer;
import dev.handoff.wire.Frame;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Envelope.MessageCase;
import dev.handoff.wire.v1.Grant;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A successor that goes as far as a test wants it to, and then does what no good successor does. */
final class ScriptedSuccessor implements AutoCloseable {
    static final Duration BEAT = Duration.ofMillis(50);

    private final ScriptedPeer peer;
    private final String release;
    private final List<OwnedFd> granted = new ArrayList<>();
    private Duration probation = Duration.ofMinutes(5);
    private Duration readyWithin = Duration.ofMinutes(5);
    private Grant grant = Grant.getDefaultInstance();

    /** How far it has come. Each step is what the successor did or heard last. */
    enum Step {
        HELLO,
        REQUEST,
        GRANT,
        READY,
        COMMIT,
        OPENED,
        YIELDED,
        CONFIRM;

        /** The predecessor has seen READY, at least when it has read what was sent. */
        boolean isCommitted() {
            return compareTo(READY) >= 0;
        }

        boolean isGranted() {
            return compareTo(REQUEST) >= 0;
        }
    }

    private ScriptedSuccessor(ScriptedPeer peer, String release) {
        this.peer = peer;
        this.release = release;
    }

    static ScriptedSuccessor at(Path control) throws IOException {
        return new ScriptedSuccessor(ScriptedPeer.connect(control), "scripted");
    }

    ScriptedSuccessor probation(Duration time) {
        probation = time;
        return this;
    }

    ScriptedSuccessor readyWithin(Duration time) {
        readyWithin = time;
        return this;
    }

    /** Goes up to {@code last}, heartbeats included from the grant on. */
    ScriptedSuccessor to(Step last) throws IOException {
        for (Step step : Step.values()) {
            if (step.compareTo(last) <= 0) {
                take(step);
            }
        }
        return this;
    }

    void take(Step step) throws IOException {
        switch (step) {
            case HELLO -> {
                peer.say(Lines.hello(release));
                peer.hear(MessageCase.WELCOME);
            }
            case REQUEST -> peer.say(Lines.request(Duration.ofSeconds(10), readyWithin));
            case GRANT -> {
                Frame frame = peer.hearFrame(MessageCase.GRANT);
                granted.addAll(frame.descriptors());
                grant = frame.envelope().getGrant();
                peer.beat(BEAT);
            }
            case READY -> peer.say(Lines.ready(probation));
            case COMMIT -> peer.hear(MessageCase.COMMIT);
            case OPENED -> peer.say(Lines.opened());
            case YIELDED -> peer.hear(MessageCase.YIELDED);
            case CONFIRM -> peer.say(Lines.confirm());
        }
    }

    ScriptedPeer peer() {
        return peer;
    }

    Grant grant() {
        return grant;
    }

    List<OwnedFd> granted() {
        return granted;
    }

    /** The predecessor's verdict: Abort before the commit, Reclaimed after it. */
    Envelope verdict(Step from) throws IOException {
        return peer.hearUntil(from.isCommitted() ? MessageCase.RECLAIMED : MessageCase.ABORT);
    }

    /** Dies: its connection and its descriptors go at once. */
    @Override
    public void close() {
        peer.close();
        OwnedFd.closeAll(granted);
    }
}

package dev.handoff.wire;

import dev.handoff.fd.Deadline;
import java.time.Duration;

/**
 * The signs of life on a connection: when ours is due, and whether the peer has been silent for too long. One thread's.
 *
 * <p>A process that was stopped for a while, alone or together with its peer, must not take its own absence for the other's
 * silence. So what has arrived is always read first, and a look that comes much later than it was due counts for nothing:
 * the peer gets its time once more.
 */
public final class Pulse {
    /** A stopped peer must not fill the socket with beats, or the last word would find no room in it. */
    private static final int MOST_BEATS_IN_A_SILENCE = 100;

    private final Duration beat;
    private final Duration silence;
    private Deadline nextBeat;
    private Deadline silent;
    /** By when the owner of this object said that it would look again. */
    private Deadline awaited = Deadline.never();

    /** Starts now, with nothing heard yet. */
    public Pulse(Duration beat, Duration silence) {
        Duration floor = silence.dividedBy(MOST_BEATS_IN_A_SILENCE);
        this.beat = beat.compareTo(floor) < 0 ? floor : beat;
        this.silence = silence;
        this.nextBeat = Deadline.in(this.beat);
        this.silent = Deadline.in(silence);
    }

    /** The silence after which a peer counts as hung. */
    public Duration silence() {
        return silence;
    }

    /** The peer said something. */
    public void heard() {
        silent = Deadline.in(silence);
    }

    /** True if our own sign of life is due. To a peer that is silent none is. */
    public boolean isBeatDue() {
        return nextBeat.isPast() && !silent.isPast();
    }

    /** Ours was sent. */
    public void beaten() {
        nextBeat = Deadline.in(beat);
    }

    /** When to look again at the latest: {@code other} if that is sooner. */
    public Deadline next(Deadline other) {
        awaited = (silent.isPast() ? Deadline.in(beat) : nextBeat.or(silent)).or(other);
        return awaited;
    }

    /** True if the peer has been silent for too long, and we were there to hear it. Ask only when nothing is readable. */
    public boolean isSilent() {
        if (!silent.isPast()) {
            return false;
        }
        if (awaited.isPastBy(silence.dividedBy(2))) {
            silent = Deadline.in(silence);
            awaited = Deadline.never();
            return false;
        }
        return true;
    }
}

package dev.handoff.telemetry;

import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.HandoffRecord;
import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is told to the flight recorder, if one records. What is begun while none does is not told; nothing here fails, and
 * nothing waits.
 */
public final class Flight {
    private static final Logger LOG = LoggerFactory.getLogger(Flight.class);
    private static final boolean EXISTS =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private Flight() {}

    // Does not load the recorder: asked without one, this is a field's value.
    private static boolean isRecording() {
        return EXISTS && FlightRecorder.isInitialized() && !Rehearsing.isHere();
    }

    /**
     * A phase begins.
     *
     * @param machine process, predecessor or successor: docs/states.md
     * @param who in which process, for people
     * @return its end
     */
    static Runnable phase(String machine, String phase, String who) {
        try {
            return isRecording() ? FlightEvents.phase(machine, phase, who) : Flight::nothing;
        } catch (LinkageError | RuntimeException e) {
            return failed(e, Flight::nothing);
        }
    }

    /** A handoff begins; its record is told when it has ended. */
    public static Consumer<HandoffRecord> handoff() {
        try {
            return isRecording() ? FlightEvents.handoff() : record -> {};
        } catch (LinkageError | RuntimeException e) {
            return failed(e, record -> {});
        }
    }

    /** A drain begins; how it was at last is told when it has ended. */
    public static Consumer<Draining> drain() {
        try {
            return isRecording() ? FlightEvents.drain() : report -> {};
        } catch (LinkageError | RuntimeException e) {
            return failed(e, report -> {});
        }
    }

    /**
     * A gate is about to be switched.
     *
     * @param to open or shut
     * @return its end
     */
    public static Runnable gate(String listener, String to) {
        try {
            return isRecording() ? FlightEvents.gate(listener, to) : Flight::nothing;
        } catch (LinkageError | RuntimeException e) {
            return failed(e, Flight::nothing);
        }
    }

    /** A request was refused. */
    public static void refusal(HandoffRecord record) {
        try {
            if (isRecording()) {
                FlightEvents.refusal(record);
            }
        } catch (LinkageError | RuntimeException e) {
            LOG.debug("the flight recorder was not told", e);
        }
    }

    private static void nothing() {}

    private static <T> T failed(Throwable e, T nothing) {
        LOG.debug("the flight recorder is not told", e);
        return nothing;
    }
}

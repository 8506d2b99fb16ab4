package dev.handoff.resident;

import dev.handoff.program.NotReadyException;
import java.io.IOException;

/** How programs are come by, and how one of them says that it is ready. */
public interface Launcher {
    /**
     * Starts one, with the listeners.
     *
     * @param changed to be called, on any thread, whenever a process of it has ended
     * @throws IOException if it can't be started; nothing is left behind
     */
    Program start(Runnable changed) throws IOException;

    /**
     * Waits until it is ready, for as long as it may take. Called once for each, on a thread that is interrupted when the
     * answer does not matter any more.
     *
     * @throws NotReadyException if it will not be, with the reason
     */
    void awaitReady(Program program) throws IOException, InterruptedException;

    /** It serves, and nothing can undo it any more. Told once for each. */
    default void proved(Program program) {}

    /** It was undone: it ended, did not get ready, or failed on probation. */
    default void undone(Program program, String why) {}
}

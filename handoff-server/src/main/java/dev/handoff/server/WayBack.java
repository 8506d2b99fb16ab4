package dev.handoff.server;

import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.RollingBack;
import java.io.IOException;

/** How a process that starts releases itself goes back to the one before. */
@FunctionalInterface
public interface WayBack {
    /**
     * Begins, and does not wait for how it ends.
     *
     * @throws RefusedException NO_WAY_BACK if there is none to go back to, BUSY if this is not the time
     */
    RollingBack begin() throws IOException;
}

package dev.handoff.fd;

import java.io.IOException;

/**
 * Descriptors were lost on the way: more came than were expected, or the process has no room for them (RLIMIT_NOFILE), or
 * they rode on bytes that carry none. Those that had arrived are closed.
 */
public final class TruncatedException extends IOException {
    private static final long serialVersionUID = 1;

    TruncatedException(int arrived, int most) {
        super("recvmsg: descriptors truncated (MSG_CTRUNC); " + arrived + " arrived where at most " + most
                + " could, all closed");
    }
}

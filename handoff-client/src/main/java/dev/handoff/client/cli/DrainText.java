package dev.handoff.client.cli;

import dev.handoff.wire.v1.Draining;

/** How a drain goes, in figures. */
final class DrainText {
    private static final long SECOND = 1_000;

    private DrainText() {}

    /** When it ends at the latest, after {@code before}; nothing if it has no deadline. */
    static String timeLeft(Draining drain, String before) {
        long deadline = drain.getDeadlineMillis();
        return deadline == 0
                ? ""
                : before + RecordText.millis(Math.max(0, deadline - System.currentTimeMillis())) + " left";
    }

    /** Connections that ended in a second, on average: {@code 4.2/s}; nothing as long as none did. */
    static String rate(Draining drain) {
        long done = drain.getConnectionsFirst() - drain.getConnections();
        long millis = System.currentTimeMillis() - drain.getBeganMillis();
        if (done <= 0 || millis <= 0 || drain.getBeganMillis() == 0) {
            return "";
        }
        long tenths = 10 * SECOND * done / millis;
        return tenths / 10 + "." + tenths % 10 + "/s";
    }
}

package dev.handoff.client.cli;

import dev.handoff.wire.v1.Progress;

/** How far something is, in one line. */
final class ProgressText {
    private ProgressText() {}

    /** {@code download: 3 of 10, shop-2.jar}. */
    static String of(Progress progress) {
        StringBuilder line = new StringBuilder(Printable.of(progress.getName())).append(':');
        if (progress.getTotal() > 0) {
            line.append(' ').append(progress.getDone()).append(" of ").append(progress.getTotal());
        } else if (progress.getDone() > 0) {
            line.append(' ').append(progress.getDone());
        }
        if (!progress.getText().isEmpty()) {
            line.append(line.charAt(line.length() - 1) == ':' ? " " : ", ").append(Printable.of(progress.getText()));
        }
        return progress.getEndedMillis() > 0 ? line.append(" (ended)").toString() : line.toString();
    }
}

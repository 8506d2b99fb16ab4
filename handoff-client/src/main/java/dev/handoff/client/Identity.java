package dev.handoff.client;

import java.util.UUID;

/**
 * Who a process says it is.
 *
 * @param release the software's own label; empty when it has none, and then no release guard applies
 * @param instance names the process for its lifetime
 */
public record Identity(String release, String instance) {
    /** A new instance of {@code release}. */
    public static Identity of(String release) {
        return new Identity(release, UUID.randomUUID().toString());
    }

    /** For a log: {@code " (release 2026.11.2)"}, or nothing where there is no label. */
    public String inBrackets() {
        return release.isEmpty() ? "" : " (release " + release + ")";
    }
}

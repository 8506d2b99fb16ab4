package dev.handoff.client.cli;

import dev.handoff.wire.Negotiation;

/** What this is. */
final class Version {
    private Version() {}

    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return "handoff-client " + (version == null ? "(not packaged)" : version) + ", protocol versions "
                + Negotiation.MIN_VERSION + " to " + Negotiation.MAX_VERSION + "\n";
    }
}

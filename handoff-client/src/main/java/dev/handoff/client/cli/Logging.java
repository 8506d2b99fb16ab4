package dev.handoff.client.cli;

/** Which SLF4J provider speaks. Named, so that none has to be searched for: that search costs more than the log. */
final class Logging {
    private Logging() {}

    /** To be called before the first logger is made. */
    static void choose(boolean isVerbose) {
        System.setProperty("slf4j.internal.verbosity", "WARN");
        if (isVerbose) {
            System.setProperty("slf4j.provider", "org.slf4j.simple.SimpleServiceProvider");
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
        } else {
            System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        }
    }
}

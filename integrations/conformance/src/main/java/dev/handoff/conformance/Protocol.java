package dev.handoff.conformance;

/** What a server's clients speak, and what the agent is told for it. */
enum Protocol {
    /** HTTP/1.1. The grace ends when no connection is left, which is as soon as each kept one had an answer. */
    HTTP("15s", ",health=/,warmup=/,warmupCount=2000,warmupConcurrency=4,warmupLimit=15s"),
    /** HTTP/2, which the framework ends by its own stop; until then its connections stay. The agent's probes speak HTTP/1.1. */
    GRPC("2s", "");

    private final String grace;
    private final String warmUp;

    Protocol(String grace, String warmUp) {
        this.grace = grace;
        this.warmUp = warmUp;
    }

    String grace() {
        return grace;
    }

    String warmUp() {
        return warmUp;
    }
}

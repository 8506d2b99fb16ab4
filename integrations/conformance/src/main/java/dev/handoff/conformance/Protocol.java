package dev.handoff.conformance;

/** What a server's clients speak, and how long the agent is told to wait for them. */
enum Protocol {
    /** HTTP/1.1. The grace ends when no connection is left, which is as soon as each kept one had an answer, or with it. */
    HTTP("8s"),
    /** HTTP/2, which the framework ends by its own stop; until then its connections stay. */
    GRPC("2s");

    private final String grace;

    Protocol(String grace) {
        this.grace = grace;
    }

    String grace() {
        return grace;
    }
}

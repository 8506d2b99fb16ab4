package dev.handoff.conformance;

/** What the agent is told about a release's warm-up. */
enum WarmUp {
    /** Nothing: the release is asked what its predecessor is asked, until it gets no faster. */
    WHOLE(""),
    /** As above, and no longer than a script is patient. */
    BRIEF(",warmupLimit=5s"),
    NONE(",warmup=off");

    private final String option;

    WarmUp(String option) {
        this.option = option;
    }

    String option() {
        return option;
    }
}

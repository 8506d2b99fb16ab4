package dev.handoff.faults;

import java.util.Locale;

/** The steps of an exchange, in their order: where a process is held, and a fault strikes. */
enum Step {
    CONNECTED(Side.SUCCESSOR),
    SAID_HELLO(Side.SUCCESSOR),
    HEARD_HELLO(Side.PREDECESSOR),
    SAID_WELCOME(Side.PREDECESSOR),
    HEARD_WELCOME(Side.SUCCESSOR),
    SAYING_REQUEST(Side.SUCCESSOR),
    SAID_REQUEST(Side.SUCCESSOR),
    HEARD_REQUEST(Side.PREDECESSOR),
    SAYING_GRANT(Side.PREDECESSOR),
    SAID_GRANT(Side.PREDECESSOR),
    HEARD_GRANT(Side.SUCCESSOR),
    SAYING_GRANT_2(Side.PREDECESSOR),
    SAID_GRANT_2(Side.PREDECESSOR),
    HEARD_GRANT_2(Side.SUCCESSOR),
    ADOPTED(Side.SUCCESSOR),
    WARM_UP(Side.SUCCESSOR),
    SAYING_READY(Side.SUCCESSOR),
    SAID_READY(Side.SUCCESSOR),
    HEARD_READY(Side.PREDECESSOR),
    SAYING_COMMIT(Side.PREDECESSOR),
    SAID_COMMIT(Side.PREDECESSOR),
    HEARD_COMMIT(Side.SUCCESSOR),
    GATE_OPENED(Side.SUCCESSOR),
    SAYING_OPENED(Side.SUCCESSOR),
    SAID_OPENED(Side.SUCCESSOR),
    HEARD_OPENED(Side.PREDECESSOR),
    GATE_SHUT(Side.PREDECESSOR),
    SAYING_YIELDED(Side.PREDECESSOR),
    SAID_YIELDED(Side.PREDECESSOR),
    HEARD_YIELDED(Side.SUCCESSOR),
    DUTY_STOPPED(Side.PREDECESSOR),
    SAYING_RELEASED(Side.PREDECESSOR),
    SAID_RELEASED(Side.PREDECESSOR),
    HEARD_RELEASED(Side.SUCCESSOR),
    DUTY_STARTED(Side.SUCCESSOR),
    SAID_HEARTBEAT(Side.SUCCESSOR),
    HEARD_HEARTBEAT(Side.SUCCESSOR),
    SAID_HEARTBEAT_BACK(Side.PREDECESSOR),
    HEARD_HEARTBEAT_BACK(Side.PREDECESSOR),
    SAYING_CONFIRM(Side.SUCCESSOR),
    SAID_CONFIRM(Side.SUCCESSOR),
    HEARD_CONFIRM(Side.PREDECESSOR),
    SAYING_CONFIRMED(Side.PREDECESSOR),
    SAID_CONFIRMED(Side.PREDECESSOR),
    HEARD_CONFIRMED(Side.SUCCESSOR),
    RETIRED(Side.PREDECESSOR),
    DRAINED(Side.PREDECESSOR);

    private final Side side;

    Step(Side side) {
        this.side = side;
    }

    /** The process that is held here. */
    Side side() {
        return side;
    }

    /** As it is printed. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As that process calls it, which does not know that the other side has a step of that name too. */
    String calledThere() {
        return label().replace("-back", "");
    }

    /** Does the exchange have to be about more listeners than one frame holds? */
    boolean isOfManyListeners() {
        return name().endsWith("_2");
    }

    /** Is a frame about to be sent, in whose place another can be put? */
    boolean isSaying() {
        return name().startsWith("SAYING_");
    }

    /** Does the predecessor alone hold the listeners here? */
    boolean isBeforeGrant() {
        return compareTo(SAYING_GRANT) <= 0;
    }

    /** May the predecessor have let go of the listeners? It does once it is asked to, unless it is held just then. */
    boolean isAfterConfirmation() {
        return this == SAID_CONFIRM || compareTo(SAID_CONFIRMED) >= 0;
    }
}

package dev.handoff.faults.step;

import java.util.Arrays;
import java.util.Optional;

/** A method whose call is a step, or whose message is. */
enum Place {
    SEND("dev/handoff/wire/FrameChannel", "send", "(Ldev/handoff/wire/v1/Envelope$Builder;Ljava/util/List;"),
    RECEIVE("dev/handoff/wire/FrameChannel", "receive", "("),
    CONNECTED("dev/handoff/fd/UnixStream", "connect", "("),
    ADOPTED("dev/handoff/gate/Gate", "seat", "(Ldev/handoff/wire/NamedListener;)"),
    GATE_OPENED("dev/handoff/gate/Gate", "openAll", "("),
    GATE_SHUT("dev/handoff/gate/Gate", "shutAll", "("),
    RETIRED("dev/handoff/gate/Gate", "retireAll", "(");

    private final String owner;
    private final String method;
    private final String descriptor;

    Place(String owner, String method, String descriptor) {
        this.owner = owner;
        this.method = method;
        this.descriptor = descriptor;
    }

    static boolean isIn(String owner) {
        return Arrays.stream(values()).anyMatch(place -> place.owner.equals(owner));
    }

    static Optional<Place> of(String owner, String method, String descriptor) {
        return Arrays.stream(values())
                .filter(place -> place.owner.equals(owner)
                        && place.method.equals(method)
                        && descriptor.startsWith(place.descriptor))
                .findFirst();
    }

    /** As the controller names it. */
    String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}

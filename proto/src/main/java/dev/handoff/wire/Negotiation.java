package dev.handoff.wire;

import dev.handoff.wire.v1.Hello;
import dev.handoff.wire.v1.RefusalCode;
import dev.handoff.wire.v1.Welcome;

/** Which version two processes speak: the highest that both know. */
public final class Negotiation {
    /** The oldest version this build speaks. */
    public static final int MIN_VERSION = 1;
    /** The newest. */
    public static final int MAX_VERSION = 1;

    /** The feature to which {@code TellReady} belongs. */
    public static final String TELL_READY = "tell-ready";
    /** The feature of a process that keeps listeners for others. */
    public static final String STORE = "store";
    /** The feature of a process that tells its history, and when there is news. */
    public static final String WATCH = "watch";

    /** The feature of a process that starts releases itself, and can go back to the one before: {@code Rollback}. */
    public static final String ROLLBACK = "rollback";

    private Negotiation() {}

    /** A greeting with this build's versions. */
    public static Hello.Builder hello() {
        return Hello.newBuilder()
                .setMinVersion(MIN_VERSION)
                .setMaxVersion(MAX_VERSION)
                .addFeatures(STORE);
    }

    /**
     * The version to answer {@code hello} with.
     *
     * @throws RefusedException VERSION if there is none in common
     */
    public static int agree(Hello hello) throws RefusedException {
        // Unsigned on the wire.
        long min = Integer.toUnsignedLong(hello.getMinVersion());
        long max = Integer.toUnsignedLong(hello.getMaxVersion());
        long version = Math.min(max, MAX_VERSION);
        if (version < min || version < MIN_VERSION) {
            throw new RefusedException(
                    RefusalCode.VERSION,
                    "this side speaks protocol versions " + MIN_VERSION + " to " + MAX_VERSION + ", the peer " + min
                            + " to " + max);
        }
        return (int) version;
    }

    /**
     * Checks the answer to our own greeting.
     *
     * @throws ProtocolException if it names a version that we did not offer
     */
    public static int accept(Welcome welcome) throws ProtocolException {
        int version = welcome.getVersion();
        if (version < MIN_VERSION || version > MAX_VERSION) {
            throw new ProtocolException(
                    "the peer chose protocol version " + Integer.toUnsignedString(version) + ", which was not offered");
        }
        return version;
    }
}

package dev.handoff.demo;

import dev.handoff.wire.RefusedException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** How the process ends, in the numbers of sysexits.h. An orderly end is 0 and comes by itself. */
enum Exit {
    USAGE(64),
    INTERNAL(70),
    BUSY(75),
    PROTOCOL(76),
    NOT_PERMITTED(77);

    private final int status;

    Exit(int status) {
        this.status = status;
    }

    /** Something that can fail. */
    interface Work {
        void run() throws Exception;
    }

    /** Ends the process with a sentence if the arguments make no sense. */
    static <T> Optional<T> onUsage(Supplier<Optional<T>> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            USAGE.now(e);
            return Optional.empty();
        }
    }

    /** Ends the process with a sentence if the work fails; the exit does not wait for any thread that it left. */
    static void onFailure(Work work) {
        try {
            work.run();
        } catch (RefusedException e) {
            of(e).now(e);
        } catch (InterruptedException e) {
            BUSY.now(e);
        } catch (Exception e) {
            (e instanceof IllegalArgumentException ? USAGE : INTERNAL).now(e);
        }
    }

    private static Exit of(RefusedException refusal) {
        return switch (refusal.code()) {
            case BUSY, DRAINING -> BUSY;
            case NOT_PERMITTED, OLDER_RELEASE -> NOT_PERMITTED;
            case VERSION, PROTOCOL -> PROTOCOL;
            default -> INTERNAL;
        };
    }

    private void now(Exception reason) {
        boolean explains = reason instanceof IOException || reason instanceof IllegalArgumentException;
        System.err.println("demo-http: " + (explains ? reason.getMessage() : reason));
        System.exit(status);
    }
}

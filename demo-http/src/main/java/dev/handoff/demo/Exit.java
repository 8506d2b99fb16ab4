package dev.handoff.demo;

import dev.handoff.AddressInUseException;
import dev.handoff.Ending;
import dev.handoff.WarmUpException;
import dev.handoff.client.HandoffAbortedException;
import dev.handoff.client.cli.ExitStatus;
import dev.handoff.client.cli.Failure;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** How the process ends: with 0 when it was replaced or asked to end, else with one sentence and a number of sysexits.h. */
final class Exit {
    private Exit() {}

    /** Ends the process with a sentence if the arguments make no sense. */
    static <T> Optional<T> onUsage(Supplier<Optional<T>> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            now(ExitStatus.USAGE, e);
            return Optional.empty();
        }
    }

    /** Ends the process if the work fails, or ends otherwise than in order; whatever threads are left do not matter. */
    static void onFailure(Callable<Ending> work) {
        try {
            Ending ending = work.call();
            if (ending == Ending.RECLAIMED || ending == Ending.ABORTED) {
                now(new Failure(ExitStatus.INTERNAL, "the predecessor serves on: this release was " + ending));
            }
        } catch (IllegalArgumentException e) {
            now(ExitStatus.USAGE, e);
        } catch (AddressInUseException | HandoffAbortedException | InterruptedException e) {
            now(ExitStatus.TEMPORARY, e);
        } catch (WarmUpException e) {
            now(ExitStatus.INTERNAL, e);
        } catch (Exception e) {
            now(Failure.of(e, "starting"));
        }
    }

    private static void now(ExitStatus status, Exception reason) {
        now(new Failure(status, String.valueOf(reason.getMessage())));
    }

    private static void now(Failure failure) {
        System.err.println("demo-http: " + failure.sentence());
        System.exit(failure.status().code());
    }
}

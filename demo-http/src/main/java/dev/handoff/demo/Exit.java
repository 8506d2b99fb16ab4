package dev.handoff.demo;

import dev.handoff.AddressInUseException;
import dev.handoff.client.cli.ExitStatus;
import dev.handoff.client.cli.Failure;
import java.util.Optional;
import java.util.function.Supplier;

/** How the process ends when something fails: one sentence, and a number of sysexits.h. An orderly end comes by itself. */
final class Exit {
    private Exit() {}

    /** Something that can fail. */
    interface Work {
        void run() throws Exception;
    }

    /** Ends the process with a sentence if the arguments make no sense. */
    static <T> Optional<T> onUsage(Supplier<Optional<T>> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            now(new Failure(ExitStatus.USAGE, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    /** Ends the process with a sentence if the work fails; the exit does not wait for any thread that it left. */
    static void onFailure(Work work) {
        try {
            work.run();
        } catch (IllegalArgumentException e) {
            now(new Failure(ExitStatus.USAGE, String.valueOf(e.getMessage())));
        } catch (AddressInUseException | InterruptedException e) {
            now(new Failure(ExitStatus.TEMPORARY, String.valueOf(e.getMessage())));
        } catch (Exception e) {
            now(Failure.of(e, "starting"));
        }
    }

    private static void now(Failure failure) {
        System.err.println("demo-http: " + failure.sentence());
        System.exit(failure.status().code());
    }
}

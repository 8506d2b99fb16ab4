package dev.handoff.daemon;

import dev.handoff.AddressInUseException;
import dev.handoff.Ending;
import dev.handoff.Handoff;
import dev.handoff.HandoffBuilder;
import dev.handoff.client.cli.ExitStatus;
import dev.handoff.client.cli.Failure;
import java.io.IOException;
import java.util.Arrays;

/** The program. */
public final class Main {
    private Main() {}

    /** Runs, and ends the JVM with an {@link ExitStatus}. */
    public static void main(String[] words) {
        boolean isVerbose = HoldOptions.isVerbose(words);
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", isVerbose ? "debug" : "info");
        System.exit(run(isVerbose, words).code());
    }

    private static ExitStatus run(boolean isVerbose, String... words) {
        try {
            return answer(words);
        } catch (IllegalArgumentException e) {
            return complain(
                    new Failure(ExitStatus.USAGE, e.getMessage() + " ('handoff-server --help' says more)"),
                    e,
                    isVerbose);
        } catch (AddressInUseException e) {
            return complain(new Failure(ExitStatus.TEMPORARY, "hold: " + e.getMessage()), e, isVerbose);
        } catch (IOException | RuntimeException e) {
            return complain(Failure.of(e, "hold"), e, isVerbose);
        } catch (InterruptedException e) {
            return ExitStatus.TEMPORARY;
        }
    }

    private static ExitStatus answer(String... words) throws IOException, InterruptedException {
        String command = words.length == 0 ? "" : words[0];
        switch (command) {
            case "--help" -> System.out.print(HoldOptions.HELP);
            case "--version" -> System.out.println("handoff-server " + version());
            case "hold" -> {
                return hold(HoldOptions.parse(Arrays.copyOfRange(words, 1, words.length)));
            }
            default ->
                throw new IllegalArgumentException(
                        command.isEmpty() ? "a command is missing" : "there is no command '" + command + "'");
        }
        return ExitStatus.OK;
    }

    private static ExitStatus hold(HoldOptions options) throws IOException, InterruptedException {
        HandoffBuilder terms =
                Handoff.at(options.control()).release(options.release()).allowRollback(options.allowRollback());
        options.listeners().forEach(terms::listener);
        options.pid().ifPresent(pid -> terms.takeFrom(pid).shareTaken(true));
        options.end().ifPresent(terms::endTakenWhenSucceeded);
        try (Handoff handoff = terms.open()) {
            handoff.ready();
            return handoff.awaitRetired() == Ending.RECLAIMED ? ExitStatus.TEMPORARY : ExitStatus.OK;
        }
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    private static ExitStatus complain(Failure failure, Throwable cause, boolean isVerbose) {
        System.err.println("handoff-server: " + failure.sentence());
        if (isVerbose) {
            cause.printStackTrace();
        }
        return failure.status();
    }
}

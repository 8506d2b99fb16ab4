package dev.handoff.daemon;

import dev.handoff.AddressInUseException;
import dev.handoff.Ending;
import dev.handoff.Handoff;
import dev.handoff.HandoffBuilder;
import dev.handoff.artifact.FolderException;
import dev.handoff.artifact.UnavailableException;
import dev.handoff.artifact.UnprovedException;
import dev.handoff.client.cli.ExitStatus;
import dev.handoff.client.cli.Failure;
import dev.handoff.client.manual.Help;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The program. */
public final class Main {
    private Main() {}

    /** Runs, and ends the JVM with an {@link ExitStatus}. */
    public static void main(String[] words) {
        boolean isVerbose = isTold("--verbose", words);
        String level = isTold("--quiet", words) ? "warn" : "info";
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", isVerbose ? "debug" : level);
        System.exit(run(isVerbose, words));
    }

    /** Among its own words: what follows "--" is somebody else's. */
    private static boolean isTold(String flag, String... words) {
        List<String> all = Arrays.asList(words);
        int end = all.indexOf("--");
        return all.subList(0, end < 0 ? all.size() : end).contains(flag);
    }

    private static int run(boolean isVerbose, String... words) {
        try {
            return answer(words);
        } catch (IllegalArgumentException e) {
            return complain(
                    new Failure(ExitStatus.USAGE, e.getMessage() + " ('handoff-server --help' says more)"),
                    e,
                    isVerbose);
        } catch (AddressInUseException | UnavailableException e) {
            return complain(new Failure(ExitStatus.TEMPORARY, words[0] + ": " + e.getMessage()), e, isVerbose);
        } catch (FolderException | UnprovedException e) {
            return complain(new Failure(ExitStatus.NOT_PERMITTED, words[0] + ": " + e.getMessage()), e, isVerbose);
        } catch (IOException | RuntimeException e) {
            return complain(Failure.of(e, words[0]), e, isVerbose);
        } catch (InterruptedException e) {
            return ExitStatus.TEMPORARY.code();
        }
    }

    private static int answer(String... words) throws IOException, InterruptedException {
        String command = words.length == 0 ? "" : words[0];
        if (!command.startsWith("-") && !command.equals("attend") && isTold("--help", words)) {
            System.out.print(
                    Help.of(ServerManual.manual(), ServerManual.manual().verb(command)));
            return ExitStatus.OK.code();
        }
        switch (command) {
            case "--help" -> System.out.print(Help.of(ServerManual.manual()));
            case "--version" -> System.out.println("handoff-server " + version());
            case "hold" -> {
                return hold(HoldOptions.parse(Arrays.copyOfRange(words, 1, words.length)));
            }
            case "run" -> {
                return new Run(RunOptions.parse(Arrays.copyOfRange(words, 1, words.length))).run();
            }
            case "attend" -> {
                return Attend.run(Arrays.copyOfRange(words, 1, words.length));
            }
            default ->
                throw new IllegalArgumentException(
                        command.isEmpty() ? "a command is missing" : "there is no command '" + command + "'");
        }
        return ExitStatus.OK.code();
    }

    private static int hold(HoldOptions options) throws IOException, InterruptedException {
        HandoffBuilder terms =
                Handoff.at(options.control()).release(options.release()).jmx(false);
        options.admission().tell(terms);
        options.listeners().forEach(terms::listener);
        options.group().ifPresent(terms::controlGroup);
        if (options.isStore()) {
            terms.keepForOthers().probation(Duration.ZERO);
        }
        options.pid().ifPresent(pid -> terms.takeFrom(pid).shareTaken(true));
        options.end().ifPresent(terms::endTakenWhenSucceeded);
        try (Handoff handoff = terms.open()) {
            handoff.ready();
            return (handoff.awaitRetired() == Ending.RECLAIMED ? ExitStatus.TEMPORARY : ExitStatus.OK).code();
        }
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    private static int complain(Failure failure, Throwable cause, boolean isVerbose) {
        System.err.println("handoff-server: " + failure.sentence());
        if (isVerbose) {
            cause.printStackTrace();
        }
        return failure.status().code();
    }
}

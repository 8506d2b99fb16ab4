package dev.handoff.client.cli;

import dev.handoff.client.manual.Help;
import dev.handoff.fd.OwnArguments;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** The program. */
public final class Main {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean isVerbose;
    private final boolean wantsJson;
    private final Steps steps = new Steps();

    private Main(PrintStream out, PrintStream err, boolean isVerbose, boolean wantsJson) {
        this.out = out;
        this.err = err;
        this.isVerbose = isVerbose;
        this.wantsJson = wantsJson;
    }

    /** Runs and ends the JVM with an {@link ExitStatus}. */
    public static void main(String[] args) {
        int end = Arrays.asList(args).indexOf("--");
        // What follows is another program's.
        List<String> own = Arrays.asList(args).subList(0, end < 0 ? args.length : end);
        boolean isVerbose = own.contains("--" + Option.VERBOSE.word());
        boolean wantsJson = own.contains("--" + Option.JSON.word());
        Logging.choose(isVerbose);
        System.exit(
                new Main(System.out, System.err, isVerbose, wantsJson).run(args).code());
    }

    private ExitStatus run(String... line) {
        boolean isWatch = line.length > 0 && line[0].equals(Command.WATCH.word());
        try {
            ExitStatus status = print(answer(line));
            if (line[0].equals(Command.REQUEST.word()) || line[0].equals(Command.STATUS.word())) {
                ClassArchive.missing().ifPresent(ClassArchive::makeLater);
            }
            return status;
        } catch (UsageException e) {
            return complain(
                    new Failure(ExitStatus.USAGE, e.getMessage() + " ('handoff-client --help' says more)"), e, isWatch);
        } catch (IOException | RuntimeException e) {
            return complain(Failure.of(e, steps.current().toString()), e, isWatch);
        } catch (LinkageError e) {
            String folder = System.getProperty("jffi.extract.dir", System.getProperty("java.io.tmpdir"));
            String sentence = steps.current() + ": the library for system calls can't be loaded; it is unpacked to "
                    + folder + ", which must be writable and not mounted noexec (java.io.tmpdir)";
            return complain(new Failure(ExitStatus.INTERNAL, sentence), e, isWatch);
        }
    }

    private String answer(String... line) throws IOException, UsageException {
        if (line.length == 0) {
            throw new UsageException("a command is missing");
        }
        if (line[0].startsWith("-")) {
            return answerOfProgram(line);
        }
        boolean isProgramNamed = Arrays.asList(line).contains("--");
        Arguments arguments = Arguments.parse(isProgramNamed ? OwnArguments.of(line) : line);
        if (arguments.wantsHelp()) {
            return Help.of(
                    ClientManual.manual(),
                    ClientManual.manual().verb(arguments.command().word()));
        }
        Platform.requireLinux();
        return arguments.command().action(arguments).run(arguments, steps);
    }

    private static String answerOfProgram(String... line) throws UsageException {
        if (line.length == 1 && line[0].equals("--help")) {
            return Help.of(ClientManual.manual());
        }
        if (line.length == 1 && line[0].equals("--version")) {
            return Version.text();
        }
        throw new UsageException("'" + Printable.of(line[0]) + "' is no command");
    }

    // A reader that went away, or a full disk, must not look like success.
    private ExitStatus print(String text) throws IOException {
        out.print(text);
        if (out.checkError()) {
            throw new EnvironmentException("the standard output can't be written");
        }
        return ExitStatus.OK;
    }

    private ExitStatus complain(Failure failure, Throwable cause, boolean isWatch) {
        // What was watched to its end has been told.
        if (wantsJson && !(cause instanceof OutcomeException)) {
            out.print(FailureJson.of(failure, steps.current(), isWatch));
            out.flush();
        }
        err.println("handoff-client: " + failure.sentence());
        if (isVerbose) {
            cause.printStackTrace(err);
        }
        return failure.status();
    }
}

package dev.handoff.client.cli;

import dev.handoff.client.ControlPathException;
import dev.handoff.client.ForeignNetworkException;
import dev.handoff.client.NoPredecessorException;
import dev.handoff.client.NoStoreException;
import dev.handoff.client.stranger.StrangerException;
import dev.handoff.fd.Errno;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.NotExecutableException;
import dev.handoff.fd.PathTooLongException;
import dev.handoff.fd.TimeoutException;
import dev.handoff.fd.TruncatedException;
import dev.handoff.program.AttendantException;
import dev.handoff.program.ListenFdsException;
import dev.handoff.program.NotReadyException;
import dev.handoff.wire.ProtocolException;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.RefusalCode;
import java.io.EOFException;
import java.util.Objects;

/** How a failure ends a program of this project, and the one sentence that says so. */
public record Failure(ExitStatus status, String sentence) {
    /**
     * What to say of {@code e}.
     *
     * @param step what was being done, to begin the sentence with
     */
    public static Failure of(Exception e, String step) {
        if (e instanceof AttendantException attendant) {
            // It names its own step.
            return new Failure(ExitStatus.of(attendant.status()), Printable.of(String.valueOf(attendant.getMessage())));
        }
        if (e instanceof OutcomeException outcome) {
            return new Failure(outcome.status(), step + ": " + outcome.getMessage());
        }
        ExitStatus status = status(e);
        String message = Objects.toString(e.getMessage(), e.getClass().getSimpleName());
        return new Failure(status, step + ": " + Printable.of(sentence(e, status, message)));
    }

    private static String sentence(Exception e, ExitStatus status, String message) {
        if (e instanceof StrangerException) {
            return message;
        }
        if (e instanceof NotReadyException) {
            return "the program " + message;
        }
        if (status == ExitStatus.INTERNAL && !(e instanceof EnvironmentException)) {
            return e.getClass().getSimpleName() + ": " + message + " (--verbose shows where)";
        }
        if (status == ExitStatus.NO_PREDECESSOR
                && !(e instanceof NoPredecessorException || e instanceof RefusedException)) {
            return "the predecessor ended (" + message + ")";
        }
        return message;
    }

    private static ExitStatus status(Exception e) {
        if (e instanceof RefusedException refused) {
            return status(refused.code());
        }
        if (e instanceof ControlPathException path) {
            return path.isPermission() ? ExitStatus.NOT_PERMITTED : ExitStatus.USAGE;
        }
        if (e instanceof ForeignNetworkException) {
            return ExitStatus.NOT_PERMITTED;
        }
        if (e instanceof StrangerException stranger) {
            return status(stranger.reason());
        }
        if (e instanceof ErrnoException errno) {
            return status(errno);
        }
        if (e instanceof NoPredecessorException || e instanceof EOFException) {
            return ExitStatus.NO_PREDECESSOR;
        }
        if (e instanceof ProtocolException || e instanceof TruncatedException) {
            return ExitStatus.PROTOCOL;
        }
        if (e instanceof TimeoutException) {
            return ExitStatus.TEMPORARY;
        }
        return e instanceof PathTooLongException
                        || e instanceof ListenFdsException
                        || e instanceof NoStoreException
                        || e instanceof UsageException
                        || e instanceof NotExecutableException
                ? ExitStatus.USAGE
                : ExitStatus.INTERNAL;
    }

    /** How a refusal ends a command. */
    static ExitStatus status(RefusalCode code) {
        return switch (code) {
            case NO_WAY_BACK -> ExitStatus.NO_PREDECESSOR;
            case BUSY, DRAINING, NOT_AWAITED -> ExitStatus.TEMPORARY;
            case NOT_PERMITTED, OLDER_RELEASE -> ExitStatus.NOT_PERMITTED;
            case UNKNOWN_LISTENER -> ExitStatus.USAGE;
            case VERSION, PROTOCOL, REFUSAL_UNSPECIFIED, UNRECOGNIZED -> ExitStatus.PROTOCOL;
        };
    }

    private static ExitStatus status(StrangerException.Reason reason) {
        return switch (reason) {
            case NO_SUCH_PROCESS -> ExitStatus.NO_PREDECESSOR;
            case NOT_PERMITTED -> ExitStatus.NOT_PERMITTED;
            case NO_SUCH_LISTENER, UNSUITABLE, OTHER_NETWORK -> ExitStatus.USAGE;
            case UNSUPPORTED -> ExitStatus.INTERNAL;
        };
    }

    private static ExitStatus status(ErrnoException e) {
        if (e.is(Errno.EPIPE, Errno.ECONNRESET, Errno.ENOTCONN)) {
            return ExitStatus.NO_PREDECESSOR;
        }
        // connect(2) on a Unix socket whose backlog stayed full.
        return e.is(Errno.EAGAIN) ? ExitStatus.TEMPORARY : ExitStatus.INTERNAL;
    }
}

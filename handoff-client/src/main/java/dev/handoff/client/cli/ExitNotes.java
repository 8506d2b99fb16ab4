package dev.handoff.client.cli;

import dev.handoff.client.manual.Note;
import java.util.Arrays;
import java.util.List;

/** What is said of each {@link ExitStatus}: a status without a word of it does not compile. */
public final class ExitNotes {
    private ExitNotes() {}

    /** All of them, by number. */
    public static List<Note> all() {
        return Arrays.stream(ExitStatus.values())
                .map(status -> new Note(Integer.toString(status.code()), text(status)))
                .toList();
    }

    private static String text(ExitStatus status) {
        return switch (status) {
            case OK -> "done";
            case USAGE ->
                "called wrongly: an option, a control path or a listener that can't be, a program that is not there"
                        + " (EX_USAGE)";
            case NO_PREDECESSOR -> "no predecessor, no such process, or it ended while it was asked (EX_UNAVAILABLE)";
            case INTERNAL -> "a fault of this program, or of the machine that it runs on (EX_SOFTWARE)";
            case TEMPORARY ->
                "busy, timed out, an address in use, or undone; trying again later may work (EX_TEMPFAIL)";
            case PROTOCOL -> "the peer speaks something else, or not the truth (EX_PROTOCOL)";
            case NOT_PERMITTED ->
                "not permitted, by the kernel or by the peer, or a release that was replaced (EX_NOPERM)";
        };
    }
}

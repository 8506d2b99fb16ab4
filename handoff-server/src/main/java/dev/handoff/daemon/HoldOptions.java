package dev.handoff.daemon;

import dev.handoff.fd.SignalText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import joptsimple.OptionException;
import joptsimple.OptionParser;
import joptsimple.OptionSet;

/**
 * What {@code handoff-server hold} was told.
 *
 * @param listeners addresses by name, in the order given
 * @param pid whose listeners to take where an address is in use
 * @param end the signal that tells that process to end
 * @param isStore keep listeners for others
 * @param group whose members may connect to the socket
 */
record HoldOptions(
        Path control,
        Map<String, String> listeners,
        String release,
        RunAdmission admission,
        OptionalInt pid,
        OptionalInt end,
        boolean isStore,
        Optional<String> group) {
    static final String HELP = """
            Usage: handoff-server hold --control PATH --listen NAME=ADDRESS... [--release LABEL] [--allow-rollback]
                                      [--pid PID [--end SIGNAL]] [OPTION]...
               or: handoff-server hold --control PATH --store [--listen NAME=ADDRESS]... [OPTION]...
               or: handoff-server --help | --version

            Holds listeners for whoever comes for them. It binds them, or takes them over from the process that answers at
            the control path, never accepts a connection, and answers there itself: connections wait in the kernel's queue
            until a successor takes the listeners over, and come back to that queue if the successor fails its probation.
            It ends when a successor is confirmed, or on SIGTERM or SIGINT.

            With --pid, what is in use is taken out of that process, which need not know of Handoff. It goes on accepting
            meanwhile; it accepts beside the successor, too, until it ends. Its listeners become non-blocking.

            With --store it keeps listeners for programs that may crash, those that it is told to listen at and any that it is
            given (handoff-client store; Handoff.keptAt). While it has one, connections wait, and the program's next start
            gets it back. It gives duplicates to whoever may connect: its own user and root, unless others are allowed. Only
            another hold --store takes over from it, and gets all. What it keeps is lost if it dies together with the program.

              --control PATH         the control socket, in a folder that only this user can write to
              --listen NAME=ADDRESS  127.0.0.1:8080, 0.0.0.0:8080 (IPv4 only), [::]:8080 (both), unix:PATH;
                                     may be given several times
              --release LABEL        how this process calls itself
              --allow-rollback       ask even as a release that was replaced
              --standby              as such a release, wait until the owner is gone: for supervisors that start again
                                     whatever ends
              --allow-foreign-netns  take listeners of another network namespace, which are deaf once that one is gone
              --pid PID              take what is in use from this process
              --end SIGNAL           send it this when a successor is confirmed: QUIT, TERM, KILL or a number
              --store                keep listeners for others
              --allow-user UID       a user who may connect too; may be given several times
              --group NAME           the group that the socket belongs to, so that they can
              --verbose              log each step; show where a failure comes from

            Exit status, as in sysexits.h: 0; 64 usage, or it does not listen there; 69 no such process; 70 internal; 75 busy, timed out, or an address in use;
            76 protocol; 77 not permitted.
            """;

    /**
     * Reads the words after {@code hold}.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static HoldOptions parse(String... words) {
        OptionParser parser = new OptionParser(false);
        parser.accepts("control").withRequiredArg();
        parser.accepts("listen").withRequiredArg();
        parser.accepts("release").withRequiredArg().defaultsTo("");
        for (String flag : List.of("allow-rollback", "standby", "allow-foreign-netns", "store", "verbose")) {
            parser.accepts(flag);
        }
        parser.accepts("pid").withRequiredArg();
        parser.accepts("end").withRequiredArg();
        parser.accepts("allow-user").withRequiredArg();
        parser.accepts("group").withRequiredArg();
        try {
            return of(parser.parse(words));
        } catch (OptionException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static HoldOptions of(OptionSet options) {
        if (!options.nonOptionArguments().isEmpty()) {
            throw new IllegalArgumentException("hold takes no argument such as '"
                    + options.nonOptionArguments().get(0) + "'");
        }
        if (!options.has("control") || !(options.has("listen") || options.has("store"))) {
            throw new IllegalArgumentException("hold needs --control PATH and --listen NAME=ADDRESS, or --store");
        }
        Map<String, String> listeners = new LinkedHashMap<>();
        for (Object each : options.valuesOf("listen")) {
            String[] parts = each.toString().split("=", 2);
            if (parts.length != 2 || listeners.put(parts[0], parts[1]) != null) {
                throw new IllegalArgumentException("--listen " + each + ": NAME=ADDRESS, each name once");
            }
        }
        return new HoldOptions(
                Path.of(options.valueOf("control").toString()),
                listeners,
                options.valueOf("release").toString(),
                RunAdmission.of(options),
                pid(options),
                options.has("end")
                        ? OptionalInt.of(SignalText.parse(
                                "--end ", options.valueOf("end").toString()))
                        : OptionalInt.empty(),
                options.has("store"),
                Optional.ofNullable(options.valueOf("group")).map(Object::toString));
    }

    private static OptionalInt pid(OptionSet options) {
        if (!options.has("pid")) {
            if (options.has("end")) {
                throw new IllegalArgumentException("--end is of no use without --pid");
            }
            return OptionalInt.empty();
        }
        String text = options.valueOf("pid").toString();
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException("--pid " + text + ": not a process's number");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }
}

package dev.handoff.daemon;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import joptsimple.OptionException;
import joptsimple.OptionParser;
import joptsimple.OptionSet;

/**
 * What {@code handoff-server hold} was told.
 *
 * @param listeners addresses by name, in the order given
 * @param allowRollback ask a predecessor even if this is a release that was replaced
 */
record HoldOptions(Path control, Map<String, String> listeners, String release, boolean allowRollback) {
    static final String HELP = """
            Usage: handoff-server hold --control PATH --listen NAME=ADDRESS... [--release LABEL] [--allow-rollback]
               or: handoff-server --help | --version

            Holds listeners for whoever comes for them. It binds them, or takes them over from the process that answers at
            the control path, never accepts a connection, and answers there itself: connections wait in the kernel's queue
            until a successor takes the listeners over, and come back to that queue if the successor fails its probation.
            It ends when a successor is confirmed, or on SIGTERM or SIGINT.

              --control PATH         the control socket, in a folder that only this user can write to
              --listen NAME=ADDRESS  127.0.0.1:8080, 0.0.0.0:8080 (IPv4 only), [::]:8080 (both), unix:PATH;
                                     may be given several times
              --release LABEL        how this process calls itself
              --allow-rollback       ask even as a release that was replaced
              --verbose              log each step; show where a failure comes from

            Exit status, as in sysexits.h: 0; 64 usage; 70 internal; 75 busy, timed out, or an address in use;
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
        parser.accepts("allow-rollback");
        parser.accepts("verbose");
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
        if (!options.has("control") || !options.has("listen")) {
            throw new IllegalArgumentException("hold needs --control PATH and --listen NAME=ADDRESS");
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
                options.has("allow-rollback"));
    }

    static boolean isVerbose(String... words) {
        return Arrays.asList(words).contains("--verbose");
    }
}

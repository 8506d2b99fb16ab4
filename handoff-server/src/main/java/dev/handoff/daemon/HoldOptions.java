package dev.handoff.daemon;

import dev.handoff.fd.SignalText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import joptsimple.OptionException;
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
    /**
     * Reads the words after {@code hold}.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static HoldOptions parse(String... words) {
        try {
            return of(ServerOption.parser(ServerOption.OF_HOLD).parse(words));
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
                options.has("release") ? options.valueOf("release").toString() : "",
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

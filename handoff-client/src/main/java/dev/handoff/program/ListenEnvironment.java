package dev.handoff.program;

import dev.handoff.fd.Environment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a program is told in its environment, as systemd tells it: sd_listen_fds(3), sd_notify(3). */
public final class ListenEnvironment {
    /** The program's own number; it counts on the others only if this is it. */
    public static final String PID = "LISTEN_PID";

    private static final String COUNT = "LISTEN_FDS";
    private static final String NAMES = "LISTEN_FDNAMES";
    private static final String NOTIFY = "NOTIFY_SOCKET";

    private ListenEnvironment() {}

    /**
     * Without {@link #PID}, which is known last.
     *
     * @param base what the program inherits; what it says of other listeners is left out
     * @param notify where it says that it is ready; without it, what {@code base} says stays
     * @param more set last, over everything; each value is a {@link Template}
     */
    public static Environment of(Environment base, List<Slot> slots, Optional<Path> notify, Map<String, String> more) {
        Environment environment = base.without(PID)
                .with(COUNT, Integer.toString(slots.size()))
                .with(NAMES, slots.stream().map(Slot::name).collect(Collectors.joining(":")));
        if (notify.isPresent()) {
            // Whoever started us watches its own dog, not the program's.
            environment = environment
                    .without("WATCHDOG_PID")
                    .without("WATCHDOG_USEC")
                    .with(NOTIFY, notify.get().toString());
        }
        for (Map.Entry<String, String> each : more.entrySet()) {
            environment = environment.with(each.getKey(), Template.expand(each.getValue(), slots));
        }
        return environment;
    }
}

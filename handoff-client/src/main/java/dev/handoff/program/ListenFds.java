package dev.handoff.program;

import dev.handoff.fd.Environment;
import dev.handoff.fd.InheritedSockets;
import dev.handoff.fd.OwnedFd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening sockets that this process was started with: {@code $LISTEN_FDS}, sd_listen_fds(3). */
public final class ListenFds {
    private static final Logger LOG = LoggerFactory.getLogger(ListenFds.class);
    /** More than any process may have open; a number beyond is a mistake, and would be looked at one by one. */
    private static final int MOST = 1 << 20;

    private static final String UNNAMED = "unknown";

    private ListenFds() {}

    /**
     * One of them.
     *
     * @param name as the manager calls it; a socket unit's own name, unless FileDescriptorName= says otherwise
     */
    public record Passed(String name, OwnedFd fd) {}

    /**
     * Takes those that the environment says are there; the caller closes them. Once in the life of the process: later it finds
     * none. What has a name that is not wanted and is no listening socket is left to the application.
     *
     * @param wanted names that must be listening sockets if they are there
     * @return none if the environment is meant for another process, which is logged: a child inherits it
     * @throws ListenFdsException if the environment does not make sense, or what it promises is not there; nothing was taken
     */
    public static List<Passed> take(Map<String, String> environment, long pid, Set<String> wanted) throws IOException {
        String count = environment.get("LISTEN_FDS");
        if (count == null) {
            return List.of();
        }
        String meant = environment.getOrDefault("LISTEN_PID", "");
        if (!number(meant, "LISTEN_PID", Integer.MAX_VALUE).equals(Optional.of((int) pid))) {
            LOG.info(
                    "LISTEN_FDS={} is for {}, not for this process, {}: ignored",
                    count,
                    meant.isEmpty() ? "nobody (LISTEN_PID is not set)" : "process " + meant + " (LISTEN_PID)",
                    pid);
            return List.of();
        }
        int fds = number(count, "LISTEN_FDS", MOST)
                .orElseThrow(() -> new ListenFdsException("LISTEN_FDS is empty: nothing is opened"));
        return take(names(environment, fds), environment.containsKey("LISTEN_FDNAMES"), wanted);
    }

    /**
     * What is said of them to a process that has them from descriptor 4 on, and at 3 what is no listener; but for
     * {@code LISTEN_PID}.
     */
    public static Environment passingOn(Environment base, List<Passed> passed) {
        // No listener is called so: it is left alone.
        StringBuilder names = new StringBuilder();
        passed.forEach(each -> names.append(':').append(each.name()));
        return base.with("LISTEN_FDS", Integer.toString(1 + passed.size())).with("LISTEN_FDNAMES", names.toString());
    }

    private static Optional<Integer> number(String text, String variable, int most) throws ListenFdsException {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > most) {
            throw new ListenFdsException(variable + "=" + text + " is not a number that can be: nothing is opened");
        }
        return Optional.of(Integer.parseInt(text));
    }

    private static List<String> names(Map<String, String> environment, int fds) throws ListenFdsException {
        List<String> names = new ArrayList<>();
        String given = environment.get("LISTEN_FDNAMES");
        if (given == null) {
            for (int i = 0; i < fds; i++) {
                names.add(UNNAMED);
            }
            return names;
        }
        names.addAll(fds == 0 && given.isEmpty() ? List.of() : List.of(given.split(":", -1)));
        if (names.size() != fds) {
            throw new ListenFdsException("LISTEN_FDS=" + fds + ", but LISTEN_FDNAMES has " + names.size() + " names, "
                    + names + ": nothing is opened");
        }
        return names;
    }

    private static List<Passed> take(List<String> names, boolean areNamed, Set<String> wanted) throws IOException {
        List<Passed> taken = new ArrayList<>();
        try {
            for (int index = 0; index < names.size(); index++) {
                String name = names.get(index);
                Optional<OwnedFd> fd = InheritedSockets.takeListening(index);
                if (fd.isPresent()) {
                    taken.add(new Passed(name, fd.get()));
                } else if (!areNamed || wanted.contains(name)) {
                    throw new ListenFdsException("LISTEN_FDS=" + names.size() + ", but descriptor " + (3 + index)
                            + (areNamed ? " (" + name + ")" : "") + " is no listening socket: nothing is opened");
                }
            }
            return taken;
        } catch (IOException | RuntimeException e) {
            taken.forEach(passed -> passed.fd().close());
            throw e;
        }
    }
}

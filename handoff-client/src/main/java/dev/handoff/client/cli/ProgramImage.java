package dev.handoff.client.cli;

import dev.handoff.fd.Environment;
import dev.handoff.fd.Exec;
import dev.handoff.fd.Invocation;
import dev.handoff.fd.OwnedFd;
import dev.handoff.program.ListenEnvironment;
import dev.handoff.program.Slot;
import dev.handoff.program.Template;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A program that this process is to become, and that is there: execve(2) with the listeners that it asked for. */
final class ProgramImage {
    private final ProgramArguments program;
    private final Environment own;
    private final Invocation invocation;

    private ProgramImage(ProgramArguments program, Environment own, Invocation invocation) {
        this.program = program;
        this.own = own;
        this.invocation = invocation;
    }

    /**
     * Looks for it.
     *
     * @throws dev.handoff.fd.NotExecutableException if it is not there, or can't be executed
     */
    static ProgramImage of(ProgramArguments program) throws IOException {
        Environment own = Environment.ofThisProcess();
        String path = program.environment().get("PATH");
        Environment looking = path == null ? own : own.with("PATH", path);
        return new ProgramImage(program, own, Invocation.of(program.words(), looking));
    }

    /** What it inherits. */
    Environment environment() {
        return own;
    }

    /**
     * Becomes it; returns only by a failure.
     *
     * @param listeners still the caller's
     * @param notifyAt where it says that it is ready, if that is not for whoever started us
     * @throws EnvironmentException if they are others than it asked for
     * @throws IllegalArgumentException if its words ask for the port of one that has none
     */
    void become(List<NamedListener> listeners, Optional<Path> notifyAt) throws IOException {
        List<String> asked = List.copyOf(program.listeners().keySet());
        List<NamedListener> ordered = listeners.stream()
                .sorted(Comparator.comparingInt(listener -> asked.indexOf(listener.name())))
                .toList();
        List<String> given =
                ordered.stream().map(NamedListener::name).distinct().toList();
        if (!given.equals(asked)) {
            throw new EnvironmentException("the listeners " + given + " came, and not " + asked);
        }
        List<Slot> slots = Slot.of(ordered);
        List<OwnedFd> descriptors = new ArrayList<>();
        ordered.forEach(listener -> descriptors.add(listener.fd()));
        Environment environment = ListenEnvironment.of(own, slots, notifyAt, program.environment());
        if (environment.value(ListenEnvironment.PID).isEmpty()) {
            String pid = Long.toString(ProcessHandle.current().pid());
            environment = environment.with(ListenEnvironment.PID, pid);
        }
        List<String> words = Template.expandAll(program.words(), slots);
        Exec.of(invocation.with(words), environment, descriptors).replace();
    }
}

package dev.handoff.daemon;

import dev.handoff.Handoff;
import dev.handoff.artifact.Artifact;
import dev.handoff.artifact.Releases;
import dev.handoff.client.ControlDirectory;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.Environment;
import dev.handoff.fd.Invocation;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.PidFd;
import dev.handoff.fd.Spawn;
import dev.handoff.program.ListenEnvironment;
import dev.handoff.program.ReadyWatch;
import dev.handoff.program.Slot;
import dev.handoff.program.Template;
import dev.handoff.resident.Child;
import dev.handoff.resident.Children;
import dev.handoff.resident.Conduct;
import dev.handoff.resident.Launcher;
import dev.handoff.resident.Program;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts the command that was given, anew each time: what its name, or a link in its path, leads to then, and with the artifact
 * that is next.
 */
final class CommandLauncher implements Launcher {
    private final Handoff handoff;
    private final List<String> names;
    private final ProgramTerms terms;
    private final Conduct conduct;
    private final Children children;
    private final Path folder;
    private final Optional<Releases> releases;
    private final Map<Program, ReadyWatch> watches = new ConcurrentHashMap<>();
    private final Map<Program, Upgrades.Trial> trials = new ConcurrentHashMap<>();
    private final Upgrades upgrades;

    CommandLauncher(Handoff handoff, RunOptions options, Children children, Optional<Releases> releases) {
        this.handoff = handoff;
        this.names = List.copyOf(options.listeners().keySet());
        this.terms = options.program();
        this.conduct = options.conduct();
        this.children = children;
        this.releases = releases;
        this.upgrades = new Upgrades(handoff);
        // Where only this user can write: a program says READY=1 to a socket in it.
        this.folder = ControlDirectory.of(options.control());
    }

    @Override
    public Program start(Runnable changed) throws IOException {
        if (releases.isEmpty()) {
            return start(terms, changed);
        }
        Artifact artifact = releases.get().next();
        Upgrades.Trial trial = Upgrades.Trial.now(artifact);
        try {
            Program program = start(terms.with(releases.get().path(artifact)), changed);
            trials.put(program, trial.of(program.pid()));
            return program;
        } catch (IOException | RuntimeException e) {
            undone(trial, "was not started: " + e.getMessage());
            throw e;
        }
    }

    private Program start(ProgramTerms filled, Runnable changed) throws IOException {
        List<NamedListener> listeners = listeners(handoff, names);
        ReadyWatch watch = terms.readiness().with(Slot.of(listeners)).open(folder);
        try {
            Program program = Child.start(spawn(filled, listeners, watch), conduct, children, changed);
            watches.put(program, watch);
            return program;
        } catch (IOException | RuntimeException e) {
            watch.close();
            throw e;
        }
    }

    private Spawn spawn(ProgramTerms filled, List<NamedListener> listeners, ReadyWatch watch) throws IOException {
        List<Slot> slots = Slot.of(listeners);
        Environment environment =
                ListenEnvironment.of(Environment.ofThisProcess(), slots, watch.notifySocket(), filled.environment());
        List<OwnedFd> descriptors = listeners.stream().map(NamedListener::fd).toList();
        Invocation invocation = Invocation.of(Template.expandAll(filled.command(), slots), environment);
        return Spawn.of(invocation)
                .environment(environment)
                .descriptors(descriptors)
                .inheritInput()
                .pidIn(ListenEnvironment.PID);
    }

    @Override
    public void proved(Program program) {
        Optional.ofNullable(trials.remove(program))
                .ifPresent(each -> releases.ifPresent(all -> {
                    boolean isBack = all.proved(each.artifact());
                    upgrades.proved(each, isBack);
                }));
    }

    @Override
    public void undone(Program program, String why) {
        Optional.ofNullable(trials.remove(program)).ifPresent(each -> undone(each, why));
    }

    private void undone(Upgrades.Trial trial, String why) {
        releases.ifPresent(all -> all.failed(trial.artifact()));
        upgrades.undone(trial, why);
    }

    /** As they were named, whatever the order in which a predecessor had them. */
    static List<NamedListener> listeners(Handoff handoff, List<String> names) {
        return handoff.bindings().listeners().stream()
                .sorted(Comparator.comparingInt(listener -> names.indexOf(listener.name())))
                .toList();
    }

    @Override
    public void awaitReady(Program program) throws IOException, InterruptedException {
        try (ReadyWatch watch = watches.remove(program);
                PidFd process = PidFd.of(program.pid())) {
            watch.await(program.pid(), process, Deadline.in(terms.readyWithin()));
        }
    }
}

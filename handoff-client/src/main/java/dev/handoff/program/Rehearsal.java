package dev.handoff.program;

import dev.handoff.fd.ChildProcess;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.Environment;
import dev.handoff.fd.Family;
import dev.handoff.fd.Invocation;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.PidFd;
import dev.handoff.fd.ProcessEnd;
import dev.handoff.fd.Spawn;
import dev.handoff.wire.NamedListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program on trial: started with listeners that lead to nobody else, waited for until it is ready, asked what it is to be
 * warmed with, and told to end. Nobody who uses the real ones notices.
 */
public final class Rehearsal {
    private static final int SIGKILL = 9;
    private static final Duration DEATH = Duration.ofSeconds(10);

    /**
     * What to rehearse.
     *
     * @param command with places for the listeners: {@link Template}
     * @param requests paths that are asked for, in their order, at the first listener that has a port
     * @param stopSignal by which it is to end
     */
    public record Terms(
            List<String> command,
            Map<String, String> environment,
            ReadyRule readiness,
            Duration readyWithin,
            List<String> requests,
            int stopSignal,
            Duration stopWithin) {}

    /** What came of it: how long each part took, and how the program ended. */
    public record Outcome(Duration ready, List<Asked> asked, Duration stopped, ProcessEnd end) {}

    /** One request of the warm-up. */
    public record Asked(String path, int status, Duration time) {}

    private final Logger log = LoggerFactory.getLogger(Rehearsal.class);
    private final Terms terms;
    private final List<NamedListener> listeners;

    /** @param listeners the private ones; the caller's */
    public Rehearsal(Terms terms, List<NamedListener> listeners) {
        this.terms = terms;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * Runs it from start to end. Nothing of the program is left, whatever happens.
     *
     * @throws NotReadyException if it did not get ready, did not answer, or did not end as it was told
     */
    public Outcome run(Path folder) throws IOException, InterruptedException {
        List<Slot> slots = Slot.of(listeners);
        try (ReadyWatch watch = terms.readiness().with(slots).open(folder)) {
            long start = System.nanoTime();
            try (ChildProcess program = start(watch, slots)) {
                Thread hook = new Thread(() -> kill(program));
                Runtime.getRuntime().addShutdownHook(hook);
                try {
                    awaitReady(watch, program);
                    Duration ready = since(start);
                    List<Asked> asked = ask();
                    long stopping = System.nanoTime();
                    ProcessEnd end = stop(program);
                    return new Outcome(ready, asked, since(stopping), end);
                } finally {
                    kill(program);
                    forget(hook);
                }
            }
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // It runs, and finds nothing left.
        }
    }

    // All of its group; what ended by itself is a zombie until now, or was reaped.
    private void kill(ChildProcess program) {
        try {
            program.signalGroup(SIGKILL);
            program.awaitEnd(Deadline.in(DEATH));
        } catch (IOException e) {
            log.warn("{} was not killed: {}", program, e.getMessage());
        }
    }

    private ChildProcess start(ReadyWatch watch, List<Slot> slots) throws IOException {
        Environment environment =
                ListenEnvironment.of(Environment.ofThisProcess(), slots, watch.notifySocket(), terms.environment());
        List<OwnedFd> descriptors = listeners.stream().map(NamedListener::fd).toList();
        return Spawn.of(Invocation.of(Template.expandAll(terms.command(), slots), environment))
                .environment(environment)
                .descriptors(descriptors)
                .pidIn(ListenEnvironment.PID)
                .standing(Spawn.Standing.OWN_GROUP)
                .start();
    }

    private void awaitReady(ReadyWatch watch, ChildProcess program) throws IOException, InterruptedException {
        try (PidFd process = PidFd.of(program.pid())) {
            watch.await(program.pid(), process, Deadline.in(terms.readyWithin()));
        } catch (NotReadyException e) {
            Optional<ProcessEnd> end = program.awaitEnd(Deadline.in(Duration.ZERO));
            throw end.isEmpty() ? e : new NotReadyException(end.get() + " before it was ready");
        }
    }

    private ProcessEnd stop(ChildProcess program) throws IOException {
        program.signal(terms.stopSignal());
        return program.awaitEnd(Deadline.in(terms.stopWithin()))
                .orElseThrow(() -> new NotReadyException(
                        "did not end within " + terms.stopWithin().toMillis() + " ms of signal " + terms.stopSignal()));
    }

    private List<Asked> ask() throws IOException {
        for (NamedListener listener : listeners) {
            if (listener.facts().family() != Family.UNIX) {
                return new Warming(listener.facts().name().inetSocketAddress()).ask(terms.requests());
            }
        }
        if (!terms.requests().isEmpty()) {
            throw new NotReadyException("has no listener with a port, at which it could be asked");
        }
        return List.of();
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}

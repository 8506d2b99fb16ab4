package dev.handoff.daemon;

import dev.handoff.Ending;
import dev.handoff.Handoff;
import dev.handoff.HandoffBuilder;
import dev.handoff.artifact.Releases;
import dev.handoff.artifact.Watch;
import dev.handoff.artifact.WatchTerms;
import dev.handoff.client.cli.Watching;
import dev.handoff.fd.Terminal;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.resident.Children;
import dev.handoff.resident.Resident;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.RefusalCode;
import dev.handoff.wire.v1.RollingBack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code handoff-server run}: the listeners are here, the program that serves them is a child. */
final class Run {
    /** Beyond the program's own time: it is to be found late here, where that can be said, and not by the predecessor. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final RunOptions options;
    private final RunSignals signals = new RunSignals();
    private final ShownProgress progress = new ShownProgress();

    Run(RunOptions options) {
        this.options = options;
    }

    /** Runs, and returns the exit status. */
    int run() throws IOException, InterruptedException {
        Optional<WatchTerms> terms = options.program().watch();
        if (terms.isEmpty()) {
            // First, so that a predecessor does not even notice.
            options.program().requireExecutable();
            return run(Optional.empty());
        }
        try (Watch watch = Watch.open(terms.get(), folder(terms.get()), progress)) {
            watch.first(options.patience());
            Releases releases = watch.releases();
            options.program().with(releases.path(releases.next())).requireExecutable();
            return run(Optional.of(watch));
        }
    }

    /** As it was said, or systemd's StateDirectory=, or beside the control socket. */
    private Path folder(WatchTerms terms) {
        String state = System.getenv().getOrDefault("STATE_DIRECTORY", "");
        return terms.folder()
                .orElseGet(() -> state.isEmpty()
                        ? Path.of(options.control() + ".artifacts")
                        : Path.of(state.replaceFirst(":.*", ""), "artifacts"));
    }

    private int run(Optional<Watch> watch) throws IOException, InterruptedException {
        Children children = Children.adopt();
        int status;
        boolean isSucceeded;
        try (Handoff handoff = open()) {
            CommandLauncher launcher = new CommandLauncher(handoff, options, children, watch.map(Watch::releases));
            Resident resident = new Resident(handoff, launcher, options.conduct());
            watch.ifPresent(each -> begin(each, handoff, resident));
            signals.takeQuit();
            signals.forward(options.forwarded());
            signals.deliver(new ToResident(resident));
            status = resident.run();
            isSucceeded = handoff.awaitRetired() == Ending.HANDED_OVER;
        }
        if (options.isInit()) {
            Household household = new Household();
            signals.deliver(household);
            if (!isSucceeded) {
                household.stop();
            }
            household.awaitEmpty(options.conduct().drainWithin());
        }
        return status;
    }

    // Once a program runs the terminal is its own: then the log says how it goes.
    private Handoff open() throws IOException, InterruptedException {
        boolean isShown =
                Terminal.ofStandardError().isPresent() && !options.role().isQuiet();
        try (Watching shown = Watching.beside(options.control(), !isShown)) {
            return terms(options).handleSignals(false).open();
        }
    }

    private void begin(Watch watch, Handoff handoff, Resident resident) {
        progress.showIn(handoff);
        handoff.onRollback(() -> {
            if (handoff.phase() != ProcessPhase.OWNER) {
                throw new RefusedException(RefusalCode.BUSY, "this process is " + handoff.phase() + ", not the owner");
            }
            return goBack(watch.releases(), resident);
        });
        watch.start(() -> handoff.phase() == ProcessPhase.OWNER, resident::upgrade);
    }

    private static RollingBack goBack(Releases releases, Resident resident) throws IOException {
        Releases.WayBack way = releases.goBack()
                .orElseThrow(() -> new RefusedException(
                        RefusalCode.NO_WAY_BACK, "there is no good release before the present one to go back to"));
        if (way.isOnTrial()) {
            resident.callBack();
        } else {
            resident.upgrade();
        }
        return RollingBack.newBuilder()
                .setFrom(way.from().toString())
                .setTo(way.to().toString())
                .build();
    }

    /** Of a process that holds the listeners for a program. */
    static HandoffBuilder terms(RunOptions options) {
        HandoffBuilder terms = Handoff.at(options.control())
                .release(options.release())
                .probation(options.conduct().probation())
                .drainDeadline(options.conduct().drainWithin())
                .requestWait(options.patience())
                .readyWithin(options.program().readyWithin().plus(MARGIN))
                .jmx(false)
                .withoutGates();
        options.admission().tell(terms);
        options.listeners().forEach(terms::listener);
        return terms;
    }

    /** While there is a program, or is to be one. */
    private record ToResident(Resident resident) implements RunSignals.Receiver {
        @Override
        public void upgrade() {
            resident.upgrade();
        }

        @Override
        public void stop() {
            resident.stop();
        }

        @Override
        public void quit() {
            resident.quit();
        }

        @Override
        public void forward(int number) {
            resident.forward(number);
        }
    }
}

package dev.handoff.daemon;

import dev.handoff.Ending;
import dev.handoff.Handoff;
import dev.handoff.HandoffBuilder;
import dev.handoff.resident.Children;
import dev.handoff.resident.Resident;
import java.io.IOException;
import java.time.Duration;

/** {@code handoff-server run}: the listeners are here, the program that serves them is a child. */
final class Run {
    /** Beyond the program's own time: it is to be found late here, where that can be said, and not by the predecessor. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final RunOptions options;
    private final RunSignals signals = new RunSignals();

    Run(RunOptions options) {
        this.options = options;
    }

    /** Runs, and returns the exit status. */
    int run() throws IOException, InterruptedException {
        // First, so that a predecessor does not even notice.
        options.program().requireExecutable();
        Children children = Children.adopt();
        int status;
        boolean isSucceeded;
        try (Handoff handoff = terms(options).handleSignals(false).open()) {
            Resident resident =
                    new Resident(handoff, new CommandLauncher(handoff, options, children), options.conduct());
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

    /** Of a process that holds the listeners for a program. */
    static HandoffBuilder terms(RunOptions options) {
        HandoffBuilder terms = Handoff.at(options.control())
                .release(options.release())
                .probation(options.conduct().probation())
                .drainDeadline(options.conduct().drainWithin())
                .requestWait(options.patience())
                .readyWithin(options.program().readyWithin().plus(MARGIN))
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

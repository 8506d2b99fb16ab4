package dev.handoff.daemon;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.QuitSignal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import jnr.constants.platform.Signal;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The signals of a resident process, each passed on to whoever answers them at the time. */
final class RunSignals {
    /** What a signal asks for. Called on a thread of the JVM's; returns at once. */
    interface Receiver {
        /** SIGHUP or SIGUSR2. */
        void upgrade();

        /** SIGTERM or SIGINT. */
        void stop();

        /** SIGQUIT. */
        void quit();

        /** Any other that was asked for. */
        void forward(int number);
    }

    private static final Logger log = LoggerFactory.getLogger(RunSignals.class);
    /** The Java flavour: a handler of the C library's would run Java code inside a signal. */
    private final POSIX posix = POSIXFactory.getJavaPOSIX();

    private volatile Optional<Receiver> receiver = Optional.empty();

    /**
     * Asks for an upgrade are heard from now on, so that one which comes early ends nothing; the others are left as they are
     * until {@link #deliver}.
     */
    RunSignals() {
        for (Signal signal : List.of(Signal.SIGHUP, Signal.SIGUSR2)) {
            posix.signal(signal, number -> receiver.ifPresent(Receiver::upgrade));
        }
    }

    /** All go to {@code to} from now on. */
    void deliver(Receiver to) {
        receiver = Optional.of(to);
        for (Signal signal : List.of(Signal.SIGTERM, Signal.SIGINT)) {
            posix.signal(signal, number -> receiver.ifPresent(Receiver::stop));
        }
    }

    /** Passes these on, too. */
    void forward(List<Integer> numbers) {
        for (int each : numbers) {
            posix.signal(Signal.valueOf(each), number -> receiver.ifPresent(to -> to.forward(number)));
        }
    }

    /** Takes SIGQUIT from the JVM, where that is possible. */
    void takeQuit() {
        try {
            Optional<QuitSignal> quit = QuitSignal.claim();
            if (quit.isEmpty()) {
                log.info("SIGQUIT prints the JVM's threads, it stops nothing: only bin/handoff-server leaves it to us");
                return;
            }
            Thread thread = new Thread(() -> awaitQuit(quit.get()), "handoff-quit");
            thread.setDaemon(true);
            thread.start();
        } catch (IOException e) {
            log.warn("SIGQUIT stops nothing: {}", e.getMessage());
        }
    }

    private void awaitQuit(QuitSignal quit) {
        try {
            quit.await(Deadline.never());
            receiver.ifPresent(Receiver::quit);
        } catch (IOException e) {
            log.warn("SIGQUIT stops nothing any more: {}", e.getMessage());
        }
    }
}

package dev.handoff.demo;

import dev.handoff.Handoff;
import java.util.concurrent.TimeUnit;

/** The life of the demo, with another server in place of its own: what the tests of the adapters start. */
public final class OtherServer {
    private OtherServer() {}

    /** Starts a server on the listener named {@code http}; it is ready to serve when this returns. */
    @FunctionalInterface
    public interface Start {
        void on(Handoff handoff) throws Exception;
    }

    /** Serves until it is replaced or asked to end, as {@link DemoServer} does; then the process ends. */
    public static void serve(String[] arguments, Start server) {
        DemoOptions options = DemoOptions.parse(arguments).orElseThrow();
        Exit.onFailure(() -> {
            try (Handoff handoff = Handoff.at(options.control())
                    .listener("http", options.address())
                    .release(options.release())
                    .probation(options.probation())
                    .drainDeadline(options.drainDeadline())
                    .heartbeat(options.heartbeat(), options.silence())
                    .open()) {
                server.on(handoff);
                handoff.warmUp(() -> WarmUp.requests(handoff.sideDoor("http"), options.warmUp()));
                announceWarm(handoff);
                handoff.ready();
                announceReady(handoff);
                return handoff.awaitRetired();
            }
        });
    }

    /** Tells whoever started this process when it is about to be READY. */
    public static void announceWarm(Handoff handoff) {
        handoff.warmUp(() -> Announcement.of(handoff, "warm").print());
    }

    /** Tells whoever started this process that it accepts. */
    public static void announceReady(Handoff handoff) {
        Announcement.of(handoff, "ready").print();
    }

    /** What the load expects for an answer to a request with this target, or the query of it: waits if it asks to. */
    public static String answer(Handoff handoff, String target) throws InterruptedException {
        int wait = target.indexOf("ms=");
        if (wait >= 0) {
            TimeUnit.MILLISECONDS.sleep(Long.parseLong(target.substring(wait + 3)));
        }
        return Pages.identity(handoff) + "\n";
    }
}

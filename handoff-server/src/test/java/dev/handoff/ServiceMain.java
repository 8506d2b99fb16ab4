package dev.handoff;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An application in a process of its own, told what to do by {@code key=value} arguments and by lines on its standard input,
 * and saying on its standard output how far it is. It answers each
 * connection with its label.
 */
final class ServiceMain {
    private final Map<String, String> options = new LinkedHashMap<>();
    private final AtomicLong inFlight = new AtomicLong();
    private final CountDownLatch warm = new CountDownLatch(1);
    private final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private ServiceMain(String[] arguments) {
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            options.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
    }

    public static void main(String[] arguments) throws Exception {
        ServiceMain service = new ServiceMain(arguments);
        // Before the first logger is made.
        System.setProperty("org.slf4j.simpleLogger.logFile", service.options.getOrDefault("log", "System.err"));
        System.exit(service.run());
    }

    private Duration time(String key, long otherwise) {
        return Duration.ofMillis(Long.parseLong(options.getOrDefault(key, String.valueOf(otherwise))));
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private int run() throws Exception {
        if (options.containsKey("await")) {
            say("WAITING");
            input.readLine();
        }
        try (Handoff handoff = terms().open()) {
            say("OPEN " + handoff.generation() + " " + handoff.isFirst());
            for (String name : listeners().keySet()) {
                say("AT " + name + " " + handoff.channel(name).getLocalAddress());
            }
            LabelServer.serve(
                    handoff.release(),
                    listeners().keySet().stream().map(handoff::channel).toList());
            Duties.tick(handoff, options.get("duties"), time("stop", 0));
            handoff.measure(inFlight::get, () -> 0);
            handoff.onDrain(() -> say("DRAINED"));
            handoff.warmUp(this::warm);
            listen(handoff);
            handoff.ready();
            say("READY " + handoff.phase());
            say("GONE " + handoff.awaitRetired());
        } catch (IOException e) {
            say("FAILED " + e.getClass().getSimpleName() + ": " + e.getMessage());
            return 75;
        }
        return 0;
    }

    private void warm() throws InterruptedException {
        say("WARMING");
        if (options.containsKey("cold")) {
            warm.await();
        }
    }

    /** By {@code listen=NAME@ADDRESS,NAME@ADDRESS}. */
    private Map<String, String> listeners() {
        Map<String, String> listeners = new LinkedHashMap<>();
        for (String listener :
                options.getOrDefault("listen", "http@127.0.0.1:0").split(",", -1)) {
            int at = listener.indexOf('@');
            listeners.put(listener.substring(0, at), listener.substring(at + 1));
        }
        return listeners;
    }

    private HandoffBuilder terms() {
        HandoffBuilder terms = Handoff.at(Path.of(options.getOrDefault("control", "")))
                .release(options.getOrDefault("release", ""))
                .probation(time("probation", 300))
                .drainDeadline(time("drain", 2_000))
                .requestWait(time("wait", 30_000))
                .heartbeat(time("heartbeat", 100), time("silence", 10_000));
        listeners().forEach(terms::listener);
        if (options.containsKey("store")) {
            terms.keptAt(Path.of(options.get("store")));
        }
        if (options.containsKey("pid")) {
            terms.takeFrom(Integer.parseInt(options.get("pid"))).shareTaken(options.containsKey("share"));
        }
        terms.standBy(options.containsKey("standby"));
        terms.allowForeignNetwork(options.containsKey("foreign"));
        if (options.containsKey("end")) {
            terms.endTaken(Integer.parseInt(options.get("end")));
        }
        return terms;
    }

    // Commands: warm (a process started cold=), fail, confirm, work N (so many requests are in flight from now on).
    private void listen(Handoff handoff) {
        Thread listener = new Thread(
                () -> {
                    try {
                        for (String line = input.readLine(); line != null; line = input.readLine()) {
                            obey(handoff, List.of(line.split(" ", -1)));
                        }
                    } catch (IOException | InterruptedException end) {
                        say("DEAF " + end);
                    }
                },
                "commands");
        listener.setDaemon(true);
        listener.start();
    }

    private void obey(Handoff handoff, List<String> words) throws InterruptedException {
        switch (words.get(0)) {
            case "warm" -> warm.countDown();
            case "fail" -> handoff.fail("told to");
            case "confirm" -> handoff.confirm();
            case "work" -> inFlight.set(Long.parseLong(words.get(1)));
            default -> say("WHAT " + words);
        }
        say("DONE " + words.get(0));
    }

    /** A duty that leaves a mark in a file every few milliseconds as long as it runs. */
    private static final class Duties implements Runnable {
        private final DutyLog log;
        private final Duration toStop;
        private final List<Thread> running = new ArrayList<>();

        private Duties(DutyLog log, Duration toStop) {
            this.log = log;
            this.toStop = toStop;
        }

        static void tick(Handoff handoff, @org.jspecify.annotations.Nullable String file, Duration toStop) {
            if (file != null) {
                Duties duties = new Duties(new DutyLog(Path.of(file)), toStop);
                handoff.whileOwner(duties::start, duties::stop);
            }
        }

        private void start() throws IOException {
            log.mark("start");
            Thread thread = new Thread(this, "duty");
            thread.setDaemon(true);
            running.add(thread);
            thread.start();
        }

        private void stop() throws IOException, InterruptedException {
            TimeUnit.NANOSECONDS.sleep(toStop.toNanos());
            for (Thread thread : running) {
                thread.interrupt();
                thread.join();
            }
            running.clear();
            log.mark("stop");
        }

        @Override
        public void run() {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    log.mark("run");
                    TimeUnit.MILLISECONDS.sleep(3);
                }
            } catch (IOException e) {
                say("DUTY " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

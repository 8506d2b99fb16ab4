package dev.handoff.faults.step;

import dev.handoff.fd.Deadline;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Grant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the process stands, told to the controller; and the place where it is held.
 *
 * <p>The controller arms one step at a time. The thread that reaches it says so and waits for a verb, and no confirmation is
 * said until it came: {@code go}, {@code cut}
 * (end the control connection, as a fault of the kernel or of a debugger would), {@code truncate} and {@code garble} (put
 * what is no frame in the place of the next one). Nobody is held for longer than a minute. {@code clock N} puts the time of
 * day N seconds ahead for the library; what it waits for it counts on the monotonic clock, which nobody can set.
 */
public final class Steps {
    private static final Duration HELD = Duration.ofMinutes(1);
    private static final int PROMISED = 64;
    private static final int GIVEN = 10;
    private static final String CLOCK = "clock ";

    private static final LinkedBlockingQueue<String> VERBS = new LinkedBlockingQueue<>();
    private static volatile String armed = "";
    /** Guarded by the class. */
    private static boolean isHeld;

    private static volatile Duration ahead = Duration.ZERO;
    private static volatile @Nullable FrameChannel exchange;
    private static volatile @Nullable Socket controller;

    private Steps() {}

    /** Connects to the controller, and arms the first step. */
    public static void connect(int port, String step) throws IOException {
        armed = step;
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        controller = socket;
        tell("pid " + ProcessHandle.current().pid());
        Thread listening = new Thread(() -> listen(socket), "steps");
        listening.setDaemon(true);
        listening.start();
    }

    private static void listen(Socket socket) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(CLOCK)) {
                    ahead = Duration.ofSeconds(Long.parseLong(line.substring(CLOCK.length())));
                } else if (line.startsWith("arm ")) {
                    VERBS.clear();
                    armed = line.substring("arm ".length());
                    tell("armed");
                } else {
                    VERBS.add(line);
                }
            }
        } catch (IOException gone) {
            // As an end of file.
        }
        // Without its controller this process would live for ever.
        Runtime.getRuntime().halt(1);
    }

    private static synchronized void tell(String line) {
        Socket socket = controller;
        if (socket != null) {
            try {
                socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException gone) {
                // The listening thread sees it too, and ends us.
            }
        }
    }

    /** The time of day, as far ahead of the real one as the controller wants it: in place of {@code Instant.now()}. */
    public static Instant now() {
        return Instant.now().plus(ahead);
    }

    /** A source of that time: in place of {@code InstantSource.system()}. */
    public static InstantSource clock() {
        return Steps::now;
    }

    /** About to send: called by woven code. */
    public static void saying(FrameChannel channel, Envelope.Builder message) {
        at("saying", channel, message.getMessageCase(), message.getGrant());
    }

    /** Sent: called by woven code. */
    public static void said(FrameChannel channel, Envelope.Builder message) {
        at("said", channel, message.getMessageCase(), message.getGrant());
    }

    /** Received: called by woven code. */
    public static void heard(FrameChannel channel, Frame frame) {
        at("heard", channel, frame.kind(), frame.envelope().getGrant());
    }

    private static void at(String what, FrameChannel channel, Envelope.MessageCase kind, Grant grant) {
        switch (kind) {
            // Not of an exchange.
            case INSPECT, STATUS, DRAINING, END_DRAIN -> {}
            default -> {
                exchange = channel;
                reached(what + "-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + part(grant));
            }
        }
    }

    /** A grant of many listeners is several frames: the second and each one after it is a step of its own. */
    private static String part(Grant grant) {
        return grant.getPart() == 0 ? "" : "-" + (grant.getPart() + 1);
    }

    /** The process is at {@code step}; if that is armed, it is held there. */
    public static void reached(String step) {
        try {
            if (isToBeHeld(step)) {
                tell("at " + step);
                try {
                    obey(VERBS.poll(HELD.toSeconds(), TimeUnit.SECONDS));
                } finally {
                    release();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The exchange goes on beside a duty that is held; on a slow machine it would be over before the fault strikes.
    private static synchronized boolean isToBeHeld(String step) throws InterruptedException {
        if (step.equals(armed)) {
            armed = "";
            isHeld = true;
            return true;
        }
        long end = System.nanoTime() + HELD.toNanos();
        while (step.startsWith("saying-confirm") && isHeld && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.timedWait(Steps.class, 100);
        }
        return false;
    }

    private static synchronized void release() {
        isHeld = false;
        Steps.class.notifyAll();
    }

    private static void obey(@Nullable String verb) throws IOException {
        FrameChannel channel = exchange;
        if (verb == null || channel == null || verb.equals("go")) {
            return;
        }
        switch (verb) {
            case "cut" -> channel.stream().shutdown();
            case "truncate" -> {
                byte[] part = ByteBuffer.allocate(GIVEN).putInt(PROMISED).array();
                channel.stream().send(part, List.of(), Deadline.in(HELD));
                channel.stream().shutdown();
            }
            case "garble" -> {
                byte[] garbage = ByteBuffer.allocate(GIVEN)
                        .putInt(GIVEN - Integer.BYTES)
                        .putInt(-1)
                        .putShort((short) -1)
                        .array();
                channel.stream().send(garbage, List.of(), Deadline.in(HELD));
            }
            default -> throw new IllegalArgumentException(verb);
        }
    }
}

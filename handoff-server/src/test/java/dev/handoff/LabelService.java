package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An application in this process: at each listener it answers every connection with its label, and it has one duty. Its
 * server looks again and again instead of waiting in accept, so that what a test sees is the handoff, not the wake-up of
 * parked threads, which the gate's own tests see to.
 */
final class LabelService implements AutoCloseable {
    private static final long LOOK_MILLIS = 2;

    private final Handoff handoff;
    private final String label;
    private final List<ServerSocketChannel> channels;
    private final List<Thread> servers;

    private LabelService(Handoff handoff, String label, DutyLedger duties, List<String> listeners) throws IOException {
        this.handoff = handoff;
        this.label = label;
        this.channels = listeners.stream().map(handoff::channel).toList();
        for (ServerSocketChannel channel : channels) {
            channel.configureBlocking(false);
        }
        handoff.whileOwner(() -> duties.start(label), () -> duties.stop(label));
        this.servers = channels.stream()
                .map(channel -> new Thread(() -> serve(channel)))
                .toList();
        servers.forEach(Thread::start);
    }

    /** Opens, not READY yet. */
    static LabelService open(HandoffBuilder builder, DutyLedger duties, String... listeners) throws Exception {
        Handoff handoff = builder.open();
        return new LabelService(handoff, handoff.release(), duties, List.of(listeners));
    }

    /** Opens, and owns the listener {@code http} or is on probation for it. */
    static LabelService ready(HandoffBuilder builder, DutyLedger duties) throws Exception {
        LabelService service = open(builder, duties, "http");
        try {
            service.handoff.ready();
            return service;
        } catch (IOException | InterruptedException e) {
            service.close();
            throw e;
        }
    }

    Handoff handoff() {
        return handoff;
    }

    SocketAddress address() throws IOException {
        return address(0);
    }

    SocketAddress address(int listener) throws IOException {
        return channels.get(listener).getLocalAddress();
    }

    private void serve(ServerSocketChannel channel) {
        while (channel.isOpen()) {
            try (SocketChannel client = channel.accept()) {
                if (client != null) {
                    client.write(ByteBuffer.wrap(label.getBytes(StandardCharsets.UTF_8)));
                    continue;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (IOException clientGoneOrChannelClosed) {
                // The next one, if there can be one.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** True if a new connection is answered by this service and no other. */
    boolean answers() throws IOException {
        return Front.ask(address(), Duration.ofSeconds(20))
                .filter(label::equals)
                .isPresent();
    }

    /** For a while both may accept, the predecessor and the successor; then only this one. */
    void awaitAnswer() throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!answers()) {
            assertThat(System.nanoTime()).as("another one still answers").isLessThan(end);
        }
    }

    @Override
    public void close() throws IOException {
        handoff.measure(() -> 0, () -> 0);
        handoff.close();
        for (ServerSocketChannel channel : channels) {
            channel.close();
        }
        for (Thread server : servers) {
            try {
                server.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

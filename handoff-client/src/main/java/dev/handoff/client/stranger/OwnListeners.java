package dev.handoff.client.stranger;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Seat;
import dev.handoff.fd.UnixStream;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Manifest;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.Envelope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a process does that is attached to: it passes duplicates of its own listeners, and goes on as before. */
public final class OwnListeners {
    private static final Duration TIME = Duration.ofSeconds(10);

    private OwnListeners() {}

    /** Passes them, as a grant does, to whoever listens at {@code socket}. */
    public static void pass(Path socket) throws IOException {
        List<NamedListener> all = duplicates();
        try (FrameChannel channel = new FrameChannel(UnixStream.connect(socket, TIME))) {
            List<List<NamedListener>> parts = Manifest.parts(all);
            for (int part = 0; part < parts.size(); part++) {
                List<NamedListener> these = parts.get(part);
                Envelope.Builder grant = Envelope.newBuilder();
                grant.getGrantBuilder().setPart(part).setParts(parts.size());
                for (int position = 0; position < these.size(); position++) {
                    grant.getGrantBuilder().addListeners(Manifest.entry(these.get(position), position));
                }
                channel.send(grant, these.stream().map(NamedListener::fd).toList(), Deadline.in(TIME));
            }
        } finally {
            all.forEach(NamedListener::close);
        }
    }

    private static List<NamedListener> duplicates() throws IOException {
        long self = ProcessHandle.current().pid();
        Map<Long, Integer> descriptors = DescriptorLinks.sockets(self);
        List<NamedListener> all = new ArrayList<>();
        try {
            for (SocketTable.Line line : SocketTable.of(self).listening()) {
                Integer number = descriptors.get(line.inode());
                if (number != null) {
                    OwnedFd fd = Seat.at(number).duplicate();
                    all.add(named("fd-" + number, fd));
                }
            }
            return all;
        } catch (IOException | RuntimeException e) {
            all.forEach(NamedListener::close);
            throw e;
        }
    }

    private static NamedListener named(String name, OwnedFd fd) throws IOException {
        try {
            return NamedListener.of(name, 0, fd);
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }
}

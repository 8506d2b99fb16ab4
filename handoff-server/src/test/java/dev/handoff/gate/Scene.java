package dev.handoff.gate;

import dev.handoff.client.Adopter;
import dev.handoff.fd.EpollRegistration;
import dev.handoff.fd.Family;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;

/** One gated server, G, on a front door of its own, with or without another holder of that listener, O, that never rests. */
final class Scene implements AutoCloseable {
    final Front front;
    final Gate gate;
    final Acceptor server;
    private @Nullable Acceptor other;

    Scene(Acceptor.Kind kind, Family family) throws IOException {
        this(kind, family, SeatCalls.KERNEL);
    }

    Scene(Acceptor.Kind kind, Family family, SeatCalls calls) throws IOException {
        front = Front.of(family);
        gate = Gate.seat(front.listener(), calls);
        server = new Acceptor(kind, gate.channel(), 'G', front);
    }

    Acceptor addOtherHolder() throws IOException {
        Acceptor added = new Acceptor(
                Acceptor.Kind.CHANNEL, Adopter.adopt(front.listener().fd().duplicate()), 'O', front);
        other = added;
        return added;
    }

    /** After this the server has counted whatever it accepted before, and waits again. */
    char probe() throws IOException {
        try {
            return Client.ask(gate.sideDoor());
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; server's errors " + errors() + ", " + watched(), e);
        }
    }

    private String watched() throws IOException {
        return gate + " watched " + EpollRegistrations.of(Set.of(gate.number()));
    }

    /** What event loops still watch under the seat's number that it doesn't refer to any more. */
    List<EpollRegistration> leftBehind() throws IOException {
        String door = Files.readSymbolicLink(Path.of("/proc/self/fd/" + gate.number()))
                .toString();
        return EpollRegistrations.of(Set.of(gate.number())).of(gate.number()).stream()
                .filter(watched -> !door.equals("socket:[" + watched.inode() + "]"))
                .toList();
    }

    /** The JDK opens its pollers of virtual threads at their first wait, for good. */
    static void openPollers() throws IOException, InterruptedException {
        if (Acceptor.Kind.VIRTUAL_CHANNEL.existsHere()) {
            try (Scene scene = new Scene(Acceptor.Kind.VIRTUAL_CHANNEL, Family.INET)) {
                scene.probe();
                Thread.sleep(300); // until it waits; a probe that is there already needs no poller
                scene.probe();
            }
        }
    }

    static Stream<Arguments> everyAcceptorAndFamily() {
        return Stream.of(Acceptor.Kind.values())
                .filter(Acceptor.Kind::existsHere)
                .flatMap(kind -> Stream.of(Family.values())
                        .filter(family -> !(family == Family.UNIX && kind.isSocket()))
                        .map(family -> Arguments.of(kind, family)));
    }

    static Stream<Acceptor.Kind> everyAcceptor() {
        return Stream.of(Acceptor.Kind.values()).filter(Acceptor.Kind::existsHere);
    }

    /** The fewest in a while: what is opened for a moment, by a look at /proc or a client on its way out, doesn't count. */
    static int descriptorsAtRest() throws InterruptedException {
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i < 25; i++) {
            fewest = Math.min(fewest, descriptors());
            Thread.sleep(10);
        }
        return fewest;
    }

    private static int descriptors() {
        String[] names = new File("/proc/self/fd").list();
        return names == null ? 0 : names.length;
    }

    List<Exception> errors() {
        return server.errors;
    }

    @Override
    public void close() throws IOException {
        if (other != null) {
            other.close();
        }
        server.close();
        gate.close();
        front.close();
    }
}

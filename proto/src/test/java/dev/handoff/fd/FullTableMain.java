package dev.handoff.fd;

import dev.handoff.testing.OpenDescriptors;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A process that fills its own table of descriptors, then is sent more than it has room for. */
final class FullTableMain {
    private FullTableMain() {}

    public static void main(String[] args) throws IOException {
        List<UnixStream> pair = UnixStream.pair();
        List<OwnedFd> five = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            five.add(Sockets.unixStream());
        }
        // Every class is loaded before the table is full.
        OwnedFd.closeAll(sendAndReceive(pair, five));
        expectRefusal(pair, five, 4);
        SocketFacts.cookie(-1);

        OpenDescriptors before = OpenDescriptors.now();
        Deque<OwnedFd> fill = fill(five.get(0));
        fill.pop().close();
        fill.pop().close();
        expectRefusal(pair, five, 5);
        OwnedFd.closeAll(fill);
        System.out.println("refused, left open " + OpenDescriptors.now().since(before));
        List<OwnedFd> two = sendAndReceive(pair, five.subList(0, 2));
        System.out.println("then " + two.size() + " received");
    }

    private static List<OwnedFd> sendAndReceive(List<UnixStream> pair, List<OwnedFd> fds) throws IOException {
        Deadline deadline = Deadline.in(Duration.ofSeconds(10));
        pair.get(0).send(new byte[8], fds, deadline);
        return pair.get(1).receive(new byte[8], fds.size(), deadline);
    }

    private static void expectRefusal(List<UnixStream> pair, List<OwnedFd> fds, int most) throws IOException {
        Deadline deadline = Deadline.in(Duration.ofSeconds(10));
        pair.get(0).send(new byte[8], fds, deadline);
        try {
            OwnedFd.closeAll(pair.get(1).receive(new byte[8], most, deadline));
            throw new AssertionError("received with a full table");
        } catch (TruncatedException expected) {
            // What had room has come and gone; the message's bytes are lost with it, as the stream is.
        }
        drain(pair.get(1));
    }

    private static void drain(UnixStream stream) throws IOException {
        while (stream.awaitReadable(Deadline.in(Duration.ZERO))) {
            stream.receive(new byte[1], 0, Deadline.in(Duration.ofSeconds(1)));
        }
    }

    private static Deque<OwnedFd> fill(OwnedFd any) throws IOException {
        Deque<OwnedFd> fill = new ArrayDeque<>();
        while (true) {
            try {
                fill.push(any.duplicate());
            } catch (ErrnoException e) {
                if (e.is(Errno.EMFILE)) {
                    return fill;
                }
                throw e;
            }
        }
    }
}

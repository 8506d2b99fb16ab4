package dev.handoff.agent.core;

import dev.handoff.fd.Seat;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What happens when the application binds. The predecessor is asked at the first bind of a listener, not before: the exchange
 * is open for no longer than it has to be, and a JVM that serves nothing never opens one.
 */
final class Takeover {
    private static final StackWalker STACK = StackWalker.getInstance();
    private static final ThreadLocal<@Nullable Binding> BINDING = new ThreadLocal<>();

    private final Options options;
    private final Loom loom;
    private final Answers answers;
    private final Recorder recorder;
    /** Guarded by this. */
    private @Nullable Steward steward;

    /** A bind on its way: this thread listens next. */
    private record Binding(Steward steward, Place place, int number, boolean isTaken) {}

    Takeover(Options options, Loom loom, Answers answers, Recorder recorder) {
        this.options = options;
        this.loom = loom;
        this.answers = answers;
        this.recorder = recorder;
    }

    /** Before a socket is bound. Not null: it is bound already, by what its number refers to now. */
    @Nullable
    Object bind(int number, SocketAddress address) throws IOException {
        BINDING.remove();
        Optional<SocketAddress> asked = Place.wanted(address, options.places());
        if (asked.isEmpty() || !isBoundToListen()) {
            return null;
        }
        Steward owner = steward();
        Optional<Place> place = owner.placeOf(asked.get());
        if (place.isEmpty()) {
            return null;
        }
        boolean isTaken = owner.take(place.get(), Seat.at(number));
        BINDING.set(new Binding(owner, place.get(), number, isTaken));
        return isTaken ? Boolean.TRUE : null;
    }

    /** The socket that this thread has bound listens, and its address was read. */
    @Nullable
    Object sat() throws IOException {
        Binding bound = BINDING.get();
        BINDING.remove();
        if (bound == null) {
            return null;
        }
        if (bound.isTaken()) {
            bound.steward().settle(bound.place());
        } else {
            bound.steward().add(bound.place(), Seat.at(bound.number()));
        }
        return null;
    }

    // Clients and datagram sockets bind by the same methods; only the callers tell.
    private static boolean isBoundToListen() {
        return STACK.walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                .anyMatch(name -> name.equals("java.net.ServerSocket")
                        || name.equals("sun.nio.ch.ServerSocketChannelImpl")
                        || name.equals("sun.nio.ch.AsynchronousServerSocketChannelImpl")
                        || (name.contains("netty.channel") && name.contains("Server") && name.endsWith("Channel"))));
    }

    private synchronized Steward steward() throws IOException {
        if (steward == null) {
            try {
                loom.weave();
                Platform.prepare();
                steward = Steward.open(options, answers, recorder);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while the predecessor was asked");
            } catch (IOException | ReflectiveOperationException e) {
                LoggerFactory.getLogger("handoff").error("no listeners: {}", e.toString());
                BindException failure = new BindException("handoff: " + e.getMessage());
                failure.initCause(e);
                throw failure;
            }
        }
        return steward;
    }
}

package dev.handoff.client;

import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.SocketFacts;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a listening descriptor into a {@link ServerSocketChannel} of the JDK, which any server can then use, with no flag
 * on the command line and on JDK 17 to 25 alike.
 *
 * <p>The JDK has no public way from a number to a channel. This goes through the serialization constructor factory of
 * {@code jdk.unsupported}; docs/adr/0003 says why, and what it falls back to.
 */
public final class Adopter {
    /** Null until the first adoption that got them. */
    private static volatile @Nullable Constructors found;

    private record Constructors(Constructor<?> descriptor, Constructor<?> channel) {}

    private Adopter() {}

    /**
     * Adopts a listening stream socket, TCP or Unix.
     *
     * <p>On success the channel owns the descriptor: closing the channel closes it, never shuts the socket down, and never
     * unlinks a Unix path. On failure {@code fd} is still the caller's. O_NONBLOCK is set on the open file description,
     * which other processes share: it must never be cleared, so the channel is for servers that block in
     * {@code accept()} or select, not for {@code accept} with a timeout.
     *
     * @throws AdoptionException if this JDK allows none of the ways
     * @throws IllegalArgumentException if it is no listening stream socket
     */
    public static ServerSocketChannel adopt(OwnedFd fd) throws IOException {
        Optional<Family> family = SocketFacts.listeningStream(fd);
        if (family.isEmpty()) {
            throw new IllegalArgumentException(fd + " is no listening stream socket: " + SocketFacts.of(fd));
        }
        fd.setNonBlocking();
        try {
            // The last step that can fail is before the release: from then on only the channel owns the number.
            Constructors made = constructors();
            Object number = made.descriptor().newInstance(fd.number());
            ServerSocketChannel adopted = (ServerSocketChannel)
                    made.channel().newInstance(SelectorProvider.provider(), family(family.get()), number, true);
            fd.release();
            return adopted;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new AdoptionException(e);
        }
    }

    // Looking them up costs more than using them, by a factor of ten. A race looks them up twice.
    private static Constructors constructors() throws ReflectiveOperationException {
        Constructors known = found;
        if (known == null) {
            Constructor<?> channel = constructor(
                    Class.forName("sun.nio.ch.ServerSocketChannelImpl"),
                    SelectorProvider.class,
                    ProtocolFamily.class,
                    FileDescriptor.class,
                    boolean.class);
            known = new Constructors(constructor(FileDescriptor.class, int.class), channel);
            found = known;
        }
        return known;
    }

    private static ProtocolFamily family(Family family) {
        return switch (family) {
            case INET -> StandardProtocolFamily.INET;
            case INET6 -> StandardProtocolFamily.INET6;
            case UNIX -> StandardProtocolFamily.UNIX;
        };
    }

    private static Constructor<?> constructor(Class<?> type, Class<?>... parameters)
            throws ReflectiveOperationException {
        Constructor<?> declared = type.getDeclaredConstructor(parameters);
        try {
            return opened(type, declared);
        } catch (ReflectiveOperationException | RuntimeException factoryIsGone) {
            // Possible where the command line, the manifest or an agent has opened the package.
            declared.setAccessible(true);
            return declared;
        }
    }

    // Given a constructor of the class itself, the factory returns that same constructor, accessible. Called by name:
    // to
    // javac the factory is an internal class of which it can't be kept from warning.
    private static Constructor<?> opened(Class<?> type, Constructor<?> declared) throws ReflectiveOperationException {
        Class<?> factoryType = Class.forName("sun.reflect.ReflectionFactory");
        Object factory = factoryType.getMethod("getReflectionFactory").invoke(null);
        Method accessible = factoryType.getMethod("newConstructorForSerialization", Class.class, Constructor.class);
        return (Constructor<?>) accessible.invoke(factory, type, declared);
    }
}

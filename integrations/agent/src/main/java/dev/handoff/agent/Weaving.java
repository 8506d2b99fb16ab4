package dev.handoff.agent;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/** Called for every class that is loaded, so it only looks at the name; the core is not even loaded before one is of interest. */
final class Weaving implements ClassFileTransformer {
    private static final String NETTY = "io/netty/";

    private final Core core;
    private final boolean hasUnixListener;

    /** @param hasUnixListener whether a Unix listener is to be handed over: that takes more classes, which every JVM uses */
    Weaving(Core core, boolean hasUnixListener) {
        this.core = core;
        this.hasUnixListener = hasUnixListener;
    }

    /**
     * True for the classes through which a listener is bound, Netty's under any package that it was moved to, and those by which
     * the path of a Unix listener would be deleted.
     */
    boolean binds(String name) {
        return switch (name) {
            case "sun/nio/ch/Net",
                    "sun/nio/ch/ServerSocketChannelImpl",
                    "sun/nio/ch/AsynchronousServerSocketChannelImpl",
                    "sun/nio/ch/NioSocketImpl" -> true;
            case "sun/nio/ch/UnixDomainSockets", "sun/nio/fs/UnixFileSystemProvider", "java/io/UnixFileSystem" ->
                hasUnixListener;
            default -> name.endsWith(NETTY + "channel/unix/Socket");
        };
    }

    /**
     * True for those by which requests are read and answers written. What is loaded of them before the core is woven when the first
     * listener is bound.
     */
    private static boolean answers(String name) {
        return name.equals("sun/nio/ch/SocketChannelImpl")
                || name.equals("sun/security/ssl/SSLEngineImpl")
                || name.equals("sun/security/ssl/SSLSocketImpl$AppInputStream")
                || name.equals("sun/security/ssl/SSLSocketImpl$AppOutputStream")
                || name.endsWith(NETTY + "handler/codec/http/HttpRequestDecoder")
                || name.endsWith(NETTY + "handler/codec/http/HttpResponseEncoder");
    }

    // A transformer's null means that the class stays as it is.
    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (name == null || !(binds(name) || (core.isLoaded() && answers(name)))) {
            return null;
        }
        try {
            return core.weave(name, bytes);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            System.err.println("handoff: " + name.replace('/', '.') + " stays as it is, and what it binds is not handed"
                    + " over: " + e);
            return null;
        }
    }
}

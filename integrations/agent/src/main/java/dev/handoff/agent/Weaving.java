package dev.handoff.agent;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/** Called for every class that is loaded, so it only looks at the name; the core is not even loaded before one is of interest. */
final class Weaving implements ClassFileTransformer {
    private static final String JDK = "sun/nio/ch/";
    private static final String NETTY = "io/netty/";

    private final Core core;

    Weaving(Core core) {
        this.core = core;
    }

    /** True for the classes through which a listener is bound, Netty's under any package that it was moved to. */
    static boolean binds(String name) {
        if (name.startsWith(JDK)) {
            return switch (name) {
                case "sun/nio/ch/Net",
                        "sun/nio/ch/ServerSocketChannelImpl",
                        "sun/nio/ch/AsynchronousServerSocketChannelImpl",
                        "sun/nio/ch/NioSocketImpl" -> true;
                default -> false;
            };
        }
        return name.endsWith(NETTY + "channel/unix/Socket");
    }

    /** True for those by which requests are read and answers written; woven only while a successor starts, and in a drain. */
    private static boolean answers(String name) {
        return name.equals("sun/nio/ch/SocketChannelImpl")
                || name.startsWith("sun/security/ssl/SSL")
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

package dev.handoff.agent.core;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Weaves the hooks into a class, when it is loaded and for good: to weave a class anew stops all threads. Nothing but method bodies
 * is changed, as a retransformation demands.
 */
final class Weaver implements BiFunction<String, byte[], byte @Nullable []> {
    private static final String RESPONSES = "handler/codec/http/HttpResponseEncoder";
    private static final String REQUESTS = "handler/codec/http/HttpRequestDecoder";

    private final Set<String> woven = ConcurrentHashMap.newKeySet();

    /** True for a class through which requests are read or answers written; by its internal name. */
    static boolean answers(String name) {
        return name.equals("sun/nio/ch/SocketChannelImpl")
                || name.equals("sun/nio/ch/NioSocketImpl")
                || TlsWeaving.isOf(name)
                || name.endsWith("io/netty/" + RESPONSES)
                || name.endsWith("io/netty/" + REQUESTS);
    }

    /** True once a class of that internal name was woven. */
    boolean hasWoven(String name) {
        return woven.contains(name);
    }

    @Override
    public byte @Nullable [] apply(String name, byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        Woven visitor = new Woven(writer, name);
        reader.accept(visitor, 0);
        if (!visitor.changed) {
            System.err.println("handoff: nothing known was found in " + name.replace('/', '.')
                    + "; what is bound or answered by it is not handed over");
            return null;
        }
        woven.add(name);
        return writer.toByteArray();
    }

    private static final class Woven extends ClassVisitor {
        private final String owner;
        private boolean changed;

        Woven(ClassVisitor next, String owner) {
            super(Opcodes.ASM9, next);
            this.owner = owner;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String type, @Nullable String signature, String @Nullable [] exceptions) {
            MethodVisitor plain = super.visitMethod(access, name, type, signature, exceptions);
            MethodVisitor woven = woven(plain, name, type);
            changed |= woven != plain;
            return woven;
        }

        private MethodVisitor woven(MethodVisitor plain, String name, String type) {
            MethodVisitor binding = BindWeaving.of(plain, owner, name, type);
            if (binding != plain) {
                return binding;
            }
            if (TlsWeaving.isOf(owner)) {
                return TlsWeaving.of(plain, owner, name, type);
            }
            if (owner.endsWith(REQUESTS)) {
                return DecoderWeaving.of(plain, name, type);
            }
            return owner.endsWith(RESPONSES)
                    ? EncoderWeaving.of(plain, owner, name, type)
                    : AnswerWeaving.of(plain, owner, name, type);
        }
    }
}

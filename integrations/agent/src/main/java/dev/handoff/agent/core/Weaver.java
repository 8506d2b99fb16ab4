package dev.handoff.agent.core;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Weaves the hooks into a class: those for binding always, those for answers while this process drains. Nothing but method
 * bodies is changed, as a retransformation demands.
 */
final class Weaver implements BiFunction<String, byte[], byte @Nullable []> {
    private static final String RESPONSES = "handler/codec/http/HttpResponseEncoder";

    private volatile boolean draining;

    /** Whether answers are woven from now on; a class that is loaded must be retransformed to notice. */
    void drain(boolean drains) {
        draining = drains;
    }

    @Override
    public byte @Nullable [] apply(String name, byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        Woven woven = new Woven(writer, name, draining);
        reader.accept(woven, 0);
        if (!woven.changed && (draining || !isForAnswersOnly(name))) {
            System.err.println("handoff: nothing known was found in " + name.replace('/', '.')
                    + "; what is bound or answered by it is not handed over");
        }
        return woven.changed ? writer.toByteArray() : null;
    }

    private static boolean isForAnswersOnly(String name) {
        return name.equals("sun/nio/ch/SocketChannelImpl") || name.endsWith(RESPONSES);
    }

    private static final class Woven extends ClassVisitor {
        private final String owner;
        private final boolean draining;
        private boolean changed;

        Woven(ClassVisitor next, String owner, boolean draining) {
            super(Opcodes.ASM9, next);
            this.owner = owner;
            this.draining = draining;
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
            if (binding != plain || !draining) {
                return binding;
            }
            return owner.endsWith(RESPONSES)
                    ? EncoderWeaving.of(plain, owner, name, type)
                    : AnswerWeaving.of(plain, owner, name, type);
        }
    }
}

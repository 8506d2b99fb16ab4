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
    static final String RESPONSES = "handler/codec/http/HttpResponseEncoder";
    static final String REQUESTS = "handler/codec/http/HttpRequestDecoder";

    private volatile boolean draining;
    private volatile boolean recording;

    /** Whether answers are woven from now on; a class that is loaded must be retransformed to notice. */
    void drain(boolean drains) {
        draining = drains;
    }

    /** Whether requests are noted from now on; likewise. */
    void record(boolean records) {
        recording = records;
    }

    @Override
    public byte @Nullable [] apply(String name, byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        Woven woven = new Woven(writer, name, draining, recording);
        reader.accept(woven, 0);
        if (!woven.changed && !isIdle(name)) {
            System.err.println("handoff: nothing known was found in " + name.replace('/', '.')
                    + "; what is bound or answered by it is not handed over");
        }
        return woven.changed ? writer.toByteArray() : null;
    }

    /** Nothing has to be woven into it now. */
    private boolean isIdle(String name) {
        if (name.endsWith(RESPONSES)) {
            return !draining;
        }
        if (name.endsWith(REQUESTS)) {
            return !recording;
        }
        boolean isOfTls = name.startsWith("sun/security/ssl/");
        return isOfTls
                ? !draining || !TlsWeaving.isOf(name)
                : name.equals("sun/nio/ch/SocketChannelImpl") && !draining && !recording;
    }

    private static final class Woven extends ClassVisitor {
        private final String owner;
        private final boolean draining;
        private final boolean recording;
        private boolean changed;

        Woven(ClassVisitor next, String owner, boolean draining, boolean recording) {
            super(Opcodes.ASM9, next);
            this.owner = owner;
            this.draining = draining;
            this.recording = recording;
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
            MethodVisitor recorded = recording ? RequestWeaving.of(plain, owner, name, type) : plain;
            if (!draining) {
                return recorded;
            }
            if (TlsWeaving.isOf(owner)) {
                return TlsWeaving.of(plain, owner, name, type);
            }
            return owner.endsWith(RESPONSES)
                    ? EncoderWeaving.of(recorded, owner, name, type)
                    : AnswerWeaving.of(recorded, owner, name, type);
        }
    }
}

package dev.handoff.agent.core;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Netty's decoder of HTTP/1.1 requests: it has read a first line, under TLS too. */
final class DecoderWeaving extends HookCall {
    private DecoderWeaving(MethodVisitor next) {
        super(next);
    }

    static MethodVisitor of(MethodVisitor plain, String name, String type) {
        return name.equals("createMessage") && type.startsWith("([Ljava/lang/String;)")
                ? new DecoderWeaving(plain)
                : plain;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        visitVarInsn(Opcodes.ALOAD, 0);
        visitVarInsn(Opcodes.ALOAD, 1);
        call("request", "(Ljava/lang/Object;[Ljava/lang/String;)V");
    }
}

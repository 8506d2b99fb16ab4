package dev.handoff.agent.core;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Netty's encoder of HTTP/1.1 responses, on which Vert.x, Reactor Netty and others stand: while draining each final response
 * gets {@code Connection: close} before its headers are written. It knows what a response is, and works under TLS as well.
 */
final class EncoderWeaving extends HookCall {
    private static final int FINAL = 200;

    private final String folder;

    private EncoderWeaving(MethodVisitor next, String folder) {
        super(next);
        this.folder = folder;
    }

    static MethodVisitor of(MethodVisitor plain, String owner, String name, String type) {
        String folder = owner.substring(0, owner.lastIndexOf('/') + 1);
        return name.equals("encodeInitialLine") && type.endsWith("L" + folder + "HttpResponse;)V")
                ? new EncoderWeaving(plain, folder)
                : plain;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        Label goOn = new Label();
        call("isDraining", "()Z");
        visitJumpInsn(Opcodes.IFEQ, goOn);
        visitVarInsn(Opcodes.ALOAD, 2);
        visitMethodInsn(
                Opcodes.INVOKEINTERFACE,
                folder + "HttpResponse",
                "status",
                "()L" + folder + "HttpResponseStatus;",
                true);
        visitMethodInsn(Opcodes.INVOKEVIRTUAL, folder + "HttpResponseStatus", "code", "()I", false);
        visitIntInsn(Opcodes.SIPUSH, FINAL);
        visitJumpInsn(Opcodes.IF_ICMPLT, goOn);
        visitVarInsn(Opcodes.ALOAD, 2);
        String headers = folder + "HttpHeaders";
        visitMethodInsn(Opcodes.INVOKEINTERFACE, folder + "HttpResponse", "headers", "()L" + headers + ";", true);
        visitLdcInsn("connection");
        visitLdcInsn("close");
        visitMethodInsn(
                Opcodes.INVOKEVIRTUAL,
                headers,
                "set",
                "(Ljava/lang/String;Ljava/lang/Object;)L" + headers + ";",
                false);
        visitInsn(Opcodes.POP);
        land(goOn);
    }
}

package dev.handoff.agent.core;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A method {@code write(byte[], int, int)}: lets the hook replace the bytes. */
abstract class BytesWrite extends HookCall {
    BytesWrite(MethodVisitor next) {
        super(next);
    }

    /** Pushes that on which a request was read. */
    abstract void pushConnection();

    @Override
    public void visitCode() {
        super.visitCode();
        Label asIs = new Label();
        Label goOn = new Label();
        pushConnection();
        visitVarInsn(Opcodes.ALOAD, 1);
        visitVarInsn(Opcodes.ILOAD, 2);
        visitVarInsn(Opcodes.ILOAD, 3);
        call("send", "(Ljava/lang/Object;[BII)[B");
        visitInsn(Opcodes.DUP);
        visitJumpInsn(Opcodes.IFNULL, asIs);
        visitInsn(Opcodes.DUP);
        visitVarInsn(Opcodes.ASTORE, 1);
        visitInsn(Opcodes.ARRAYLENGTH);
        visitVarInsn(Opcodes.ISTORE, 3);
        visitInsn(Opcodes.ICONST_0);
        visitVarInsn(Opcodes.ISTORE, 2);
        visitJumpInsn(Opcodes.GOTO, goOn);
        landWithResult(asIs, "[B");
        land(goOn);
    }
}

package dev.handoff.agent.core;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A method in which hooks are called. */
abstract class HookCall extends MethodVisitor {
    HookCall(MethodVisitor next) {
        super(Opcodes.ASM9, next);
    }

    /** Calls a method of {@link HandoffHook}, whose arguments have been pushed. */
    final void call(String name, String type) {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, Hook.NAME, name, type, false);
    }

    /** A place to jump to, with the method's arguments as its locals; valid at a method's very beginning only. */
    final void land(Label label) {
        super.visitLabel(label);
        super.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        super.visitInsn(Opcodes.NOP); // or a frame of the method's own could be at the same place
    }

    /** As {@link #land}, with the hook's result of that type still on the stack, which is dropped. */
    final void landWithResult(Label label, String type) {
        super.visitLabel(label);
        super.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {type});
        super.visitInsn(Opcodes.POP);
    }
}

package dev.handoff.agent.core;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A method in which hooks are called. */
abstract class HookCall extends MethodVisitor {
    HookCall(MethodVisitor next) {
        super(Opcodes.ASM9, next);
    }

    /** The function, below its two arguments, which are to be pushed next. */
    final void function(String field) {
        super.visitFieldInsn(Opcodes.GETSTATIC, Hook.NAME, field, Hook.FUNCTION_TYPE);
    }

    /** Calls it; leaves its result. */
    final void apply() {
        super.visitMethodInsn(
                Opcodes.INVOKEINTERFACE,
                Hook.FUNCTION,
                "apply",
                "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;",
                true);
    }

    final void box(String type, String primitive) {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, type, "valueOf", "(" + primitive + ")L" + type + ";", false);
    }

    /** A place to jump to, with the method's arguments as its locals; valid at a method's very beginning only. */
    final void land(Label label) {
        super.visitLabel(label);
        super.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        super.visitInsn(Opcodes.NOP); // or a frame of the method's own could be at the same place
    }

    /** As {@link #land}, with the hook's result still on the stack, which is dropped. */
    final void landWithResult(Label label) {
        super.visitLabel(label);
        super.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {"java/lang/Object"});
        super.visitInsn(Opcodes.POP);
    }

    /** Pushes {@code {a, b, c}} of the locals from {@code first} on: a reference, an int, an int. */
    final void arrayOfThree(int first) {
        super.visitInsn(Opcodes.ICONST_3);
        super.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
        for (int i = 0; i < 3; i++) {
            super.visitInsn(Opcodes.DUP);
            super.visitInsn(Opcodes.ICONST_0 + i);
            super.visitVarInsn(i == 0 ? Opcodes.ALOAD : Opcodes.ILOAD, first + i);
            if (i > 0) {
                box("java/lang/Integer", "I");
            }
            super.visitInsn(Opcodes.AASTORE);
        }
    }
}

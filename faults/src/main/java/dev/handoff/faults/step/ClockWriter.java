package dev.handoff.faults.step;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Lets a class read the time of day from {@link Steps}, where it can be set. */
final class ClockWriter extends ClassVisitor {
    private static final String STEPS = Type.getInternalName(Steps.class);

    ClockWriter(ClassVisitor next) {
        super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
            @Override
            public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
                if (owner.equals("java/time/Instant") && called.equals("now")) {
                    super.visitMethodInsn(opcode, STEPS, "now", type, false);
                } else if (owner.equals("java/time/InstantSource") && called.equals("system")) {
                    super.visitMethodInsn(opcode, STEPS, "clock", type, false);
                } else {
                    super.visitMethodInsn(opcode, owner, called, type, isInterface);
                }
            }
        };
    }
}

package dev.handoff.faults.step;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Empties the methods of one {@link Mutation}: they return at once, true unless they say that somebody hangs. */
final class MutationWriter extends ClassVisitor {
    private final Mutation mutation;

    MutationWriter(ClassVisitor next, Mutation mutation) {
        super(Opcodes.ASM9, next);
        this.mutation = mutation;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
        if (!mutation.isAt(name)) {
            return method;
        }
        method.visitCode();
        if (Type.getReturnType(descriptor).equals(Type.BOOLEAN_TYPE)) {
            method.visitInsn(mutation == Mutation.NO_SILENCE ? Opcodes.ICONST_0 : Opcodes.ICONST_1);
            method.visitInsn(Opcodes.IRETURN);
        } else {
            method.visitInsn(Opcodes.RETURN);
        }
        method.visitMaxs(1, 8);
        method.visitEnd();
        // The real body is read, and goes nowhere.
        return null;
    }
}

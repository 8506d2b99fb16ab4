package dev.handoff.faults.step;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.AdviceAdapter;

/** Adds to each {@link Place} the call that says it was reached. */
final class StepWriter extends ClassVisitor {
    private static final String STEPS = Type.getInternalName(Steps.class);
    private static final String CHANNEL = "Ldev/handoff/wire/FrameChannel;";
    private static final String BUILDER = "Ldev/handoff/wire/v1/Envelope$Builder;";
    private static final String FRAME = "Ldev/handoff/wire/Frame;";

    private final String owner;

    StepWriter(ClassVisitor next, String owner) {
        super(Opcodes.ASM9, next);
        this.owner = owner;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
        return Place.of(owner, name, descriptor)
                .<MethodVisitor>map(place -> new Advice(method, access, name, descriptor, place))
                .orElse(method);
    }

    private static final class Advice extends AdviceAdapter {
        private final Place place;

        Advice(MethodVisitor next, int access, String name, String descriptor, Place place) {
            super(Opcodes.ASM9, next, access, name, descriptor);
            this.place = place;
        }

        @Override
        protected void onMethodEnter() {
            if (place == Place.SEND) {
                say("saying");
            }
        }

        @Override
        protected void onMethodExit(int opcode) {
            if (opcode == ATHROW) {
                return;
            }
            switch (place) {
                case SEND -> say("said");
                case RECEIVE -> {
                    dup();
                    loadThis();
                    swap();
                    call("heard", "(" + CHANNEL + FRAME + ")V");
                }
                default -> {
                    push(place.label());
                    call("reached", "(Ljava/lang/String;)V");
                }
            }
        }

        private void say(String what) {
            loadThis();
            loadArg(0);
            call(what, "(" + CHANNEL + BUILDER + ")V");
        }

        private void call(String method, String descriptor) {
            visitMethodInsn(INVOKESTATIC, STEPS, method, descriptor, false);
        }
    }
}

package dev.handoff.agent.core;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The methods of the JDK through which a server reads a request and writes its answer. */
final class AnswerWeaving {
    private static final String CHANNEL = "sun/nio/ch/SocketChannelImpl";
    private static final String SOCKET = "sun/nio/ch/NioSocketImpl";
    private static final String ONE = "(Ljava/nio/ByteBuffer;)I";
    private static final String MANY = "([Ljava/nio/ByteBuffer;II)J";
    private static final String BYTES = "([BII";

    private AnswerWeaving() {}

    static MethodVisitor of(MethodVisitor plain, String owner, String name, String type) {
        if (owner.equals(CHANNEL) && (type.equals(ONE) || type.equals(MANY))) {
            return switch (name) {
                case "read" -> new Read(plain);
                case "write" -> new ChannelWrite(plain, type.equals(MANY));
                default -> plain;
            };
        }
        // A channel's are those of its socket, and of streams on it.
        if ((owner.equals(SOCKET) || owner.equals(CHANNEL)) && type.startsWith(BYTES)) {
            return switch (name) {
                case "read", "blockingRead" -> new Read(plain);
                case "write", "blockingWriteFully" -> new SocketWrite(plain);
                default -> plain;
            };
        }
        return plain;
    }

    /** Tells, on return, how much was read. */
    private static final class Read extends HookCall {
        Read(MethodVisitor next) {
            super(next);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.IRETURN) {
                super.visitInsn(Opcodes.DUP);
                box("java/lang/Integer", "I");
                tell();
            } else if (opcode == Opcodes.LRETURN) {
                super.visitInsn(Opcodes.DUP2);
                box("java/lang/Long", "J");
                tell();
            }
            super.visitInsn(opcode);
        }

        // On the stack: how much, boxed.
        private void tell() {
            function(Hook.READ);
            super.visitInsn(Opcodes.SWAP);
            super.visitVarInsn(Opcodes.ALOAD, 0);
            super.visitInsn(Opcodes.SWAP);
            apply();
            super.visitInsn(Opcodes.POP);
        }
    }

    /** Lets the hook write instead. */
    private static final class ChannelWrite extends HookCall {
        private final boolean many;

        ChannelWrite(MethodVisitor next, boolean many) {
            super(next);
            this.many = many;
        }

        @Override
        public void visitCode() {
            super.visitCode();
            Label goOn = new Label();
            function(Hook.WRITE);
            visitVarInsn(Opcodes.ALOAD, 0);
            if (many) {
                arrayOfThree(1);
            } else {
                visitInsn(Opcodes.ICONST_1);
                visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
                visitInsn(Opcodes.DUP);
                visitInsn(Opcodes.ICONST_0);
                visitVarInsn(Opcodes.ALOAD, 1);
                visitInsn(Opcodes.AASTORE);
            }
            apply();
            visitInsn(Opcodes.DUP);
            visitJumpInsn(Opcodes.IFNULL, goOn);
            visitTypeInsn(Opcodes.CHECKCAST, "java/lang/Long");
            visitMethodInsn(
                    Opcodes.INVOKEVIRTUAL,
                    "java/lang/Long",
                    many ? "longValue" : "intValue",
                    many ? "()J" : "()I",
                    false);
            visitInsn(many ? Opcodes.LRETURN : Opcodes.IRETURN);
            landWithResult(goOn);
        }
    }

    private static final class SocketWrite extends BytesWrite {
        SocketWrite(MethodVisitor next) {
            super(next);
        }

        @Override
        void pushConnection() {
            visitVarInsn(Opcodes.ALOAD, 0);
        }
    }
}

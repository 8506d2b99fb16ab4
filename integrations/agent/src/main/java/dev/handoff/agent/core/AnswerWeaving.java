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
                case "read" -> new ChannelRead(plain);
                case "write" -> new ChannelWrite(plain, type.equals(MANY));
                default -> plain;
            };
        }
        // A channel's are those of its socket, and of streams on it.
        if ((owner.equals(SOCKET) || owner.equals(CHANNEL)) && type.startsWith(BYTES)) {
            return switch (name) {
                case "read", "blockingRead" -> new SocketRead(plain);
                case "write", "blockingWriteFully" -> new SocketWrite(plain);
                default -> plain;
            };
        }
        return plain;
    }

    /** Tells, on return, how much was read, and where to if a request may begin there. */
    private static final class ChannelRead extends HookCall {
        ChannelRead(MethodVisitor next) {
            super(next);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.IRETURN) {
                super.visitInsn(Opcodes.DUP);
                super.visitInsn(Opcodes.I2L);
                super.visitVarInsn(Opcodes.ALOAD, 0);
                super.visitVarInsn(Opcodes.ALOAD, 1);
                call("read", "(JLjava/lang/Object;Ljava/nio/ByteBuffer;)V");
            } else if (opcode == Opcodes.LRETURN) {
                super.visitInsn(Opcodes.DUP2);
                super.visitVarInsn(Opcodes.ALOAD, 0);
                call("read", "(JLjava/lang/Object;)V");
            }
            super.visitInsn(opcode);
        }
    }

    /** The same of a method {@code read(byte[], int, ...)}. */
    private static final class SocketRead extends HookCall {
        SocketRead(MethodVisitor next) {
            super(next);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.IRETURN) {
                super.visitInsn(Opcodes.DUP);
                super.visitInsn(Opcodes.I2L);
                super.visitVarInsn(Opcodes.ALOAD, 0);
                super.visitVarInsn(Opcodes.ALOAD, 1);
                super.visitVarInsn(Opcodes.ILOAD, 2);
                call("read", "(JLjava/lang/Object;[BI)V");
            }
            super.visitInsn(opcode);
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
            visitVarInsn(Opcodes.ALOAD, 0);
            visitVarInsn(Opcodes.ALOAD, 1);
            if (many) {
                visitVarInsn(Opcodes.ILOAD, 2);
                visitVarInsn(Opcodes.ILOAD, 3);
                call("write", "(Ljava/lang/Object;[Ljava/nio/ByteBuffer;II)Ljava/lang/Long;");
            } else {
                call("write", "(Ljava/lang/Object;Ljava/nio/ByteBuffer;)Ljava/lang/Long;");
            }
            visitInsn(Opcodes.DUP);
            visitJumpInsn(Opcodes.IFNULL, goOn);
            visitMethodInsn(
                    Opcodes.INVOKEVIRTUAL,
                    "java/lang/Long",
                    many ? "longValue" : "intValue",
                    many ? "()J" : "()I",
                    false);
            visitInsn(many ? Opcodes.LRETURN : Opcodes.IRETURN);
            landWithResult(goOn, "java/lang/Long");
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

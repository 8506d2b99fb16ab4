package dev.handoff.agent.core;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The methods of the JDK's TLS where requests and answers are in the clear: its engine's, and its sockets' two streams. */
final class TlsWeaving {
    private static final String ENGINE = "sun/security/ssl/SSLEngineImpl";
    private static final String SOCKET = "sun/security/ssl/SSLSocketImpl";
    private static final String IN = SOCKET + "$AppInputStream";
    private static final String OUT = SOCKET + "$AppOutputStream";
    private static final String RESULT = "javax/net/ssl/SSLEngineResult";
    private static final String SIX = "([Ljava/nio/ByteBuffer;II[Ljava/nio/ByteBuffer;II)L" + RESULT + ";";

    private TlsWeaving() {}

    /** Is it one of these? */
    static boolean isOf(String name) {
        return name.equals(ENGINE) || name.equals(IN) || name.equals(OUT);
    }

    static MethodVisitor of(MethodVisitor plain, String owner, String name, String type) {
        if (owner.equals(ENGINE) && type.equals(SIX)) {
            return switch (name) {
                case "wrap" -> new Wrap(plain);
                case "unwrap" -> new Unwrap(plain);
                default -> plain;
            };
        }
        if (owner.equals(IN) && name.equals("read") && type.equals("([BII)I")) {
            return new StreamRead(plain);
        }
        if (owner.equals(OUT) && name.equals("write") && type.equals("([BII)V")) {
            return new StreamWrite(plain);
        }
        return plain;
    }

    /** Lets the hook wrap instead. */
    private static final class Wrap extends HookCall {
        private static final int ARGUMENTS = 6;

        Wrap(MethodVisitor next) {
            super(next);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            Label goOn = new Label();
            visitVarInsn(Opcodes.ALOAD, 0);
            for (int i = 0; i < ARGUMENTS; i++) {
                boolean isArray = i % 3 == 0;
                visitVarInsn(isArray ? Opcodes.ALOAD : Opcodes.ILOAD, 1 + i);
            }
            call("wrap", "(Ljavax/net/ssl/SSLEngine;" + SIX.substring(1));
            visitInsn(Opcodes.DUP);
            visitJumpInsn(Opcodes.IFNULL, goOn);
            visitInsn(Opcodes.ARETURN);
            landWithResult(goOn, RESULT);
        }
    }

    /** Tells, on return, how much came in the clear. */
    private static final class Unwrap extends HookCall {
        Unwrap(MethodVisitor next) {
            super(next);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.ARETURN) {
                super.visitInsn(Opcodes.DUP);
                super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, RESULT, "bytesProduced", "()I", false);
                super.visitInsn(Opcodes.I2L);
                super.visitVarInsn(Opcodes.ALOAD, 0);
                call("read", "(JLjava/lang/Object;)V");
            }
            super.visitInsn(opcode);
        }
    }

    /** The same for a socket's stream. */
    private static final class StreamRead extends HookCall {
        StreamRead(MethodVisitor next) {
            super(next);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.IRETURN) {
                super.visitInsn(Opcodes.DUP);
                super.visitInsn(Opcodes.I2L);
                super.visitVarInsn(Opcodes.ALOAD, 0);
                super.visitFieldInsn(Opcodes.GETFIELD, IN, "this$0", "L" + SOCKET + ";");
                call("read", "(JLjava/lang/Object;)V");
            }
            super.visitInsn(opcode);
        }
    }

    /** Lets the hook replace the bytes. */
    private static final class StreamWrite extends BytesWrite {
        StreamWrite(MethodVisitor next) {
            super(next);
        }

        @Override
        void pushConnection() {
            visitVarInsn(Opcodes.ALOAD, 0);
            visitFieldInsn(Opcodes.GETFIELD, OUT, "this$0", "L" + SOCKET + ";");
        }
    }
}

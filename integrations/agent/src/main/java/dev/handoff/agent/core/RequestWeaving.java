package dev.handoff.agent.core;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The methods through which a server reads the head of a request. */
final class RequestWeaving {
    private static final String CHANNEL = "sun/nio/ch/SocketChannelImpl";
    private static final String SOCKET = "sun/nio/ch/NioSocketImpl";
    private static final String BYTES = "([BII";

    private RequestWeaving() {}

    static MethodVisitor of(MethodVisitor plain, String owner, String name, String type) {
        if (owner.equals(CHANNEL) && name.equals("read") && type.equals("(Ljava/nio/ByteBuffer;)I")) {
            return new Read(plain, false);
        }
        boolean isOfSocket = owner.equals(SOCKET) && name.equals("read");
        boolean isOfStream = owner.equals(CHANNEL) && name.equals("blockingRead");
        if ((isOfSocket || isOfStream) && type.startsWith(BYTES)) {
            return new Read(plain, true);
        }
        if (owner.endsWith(Weaver.REQUESTS)
                && name.equals("createMessage")
                && type.startsWith("([Ljava/lang/String;)")) {
            return new Decoded(plain);
        }
        return plain;
    }

    /** Tells, on return, what was read: {count, buffer} or {count, bytes, offset}. */
    private static final class Read extends HookCall {
        private final boolean isOfBytes;

        Read(MethodVisitor next, boolean isOfBytes) {
            super(next);
            this.isOfBytes = isOfBytes;
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.IRETURN) {
                super.visitInsn(Opcodes.DUP);
                box("java/lang/Integer", "I");
                function(Hook.REQUEST);
                super.visitInsn(Opcodes.SWAP);
                super.visitVarInsn(Opcodes.ALOAD, 0);
                super.visitInsn(Opcodes.SWAP);
                pushFacts();
                apply();
                super.visitInsn(Opcodes.POP);
            }
            super.visitInsn(opcode);
        }

        // On the stack: the count, boxed. Makes it the first of an array.
        private void pushFacts() {
            super.visitInsn(isOfBytes ? Opcodes.ICONST_3 : Opcodes.ICONST_2);
            super.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
            super.visitInsn(Opcodes.DUP_X1);
            super.visitInsn(Opcodes.SWAP);
            super.visitInsn(Opcodes.ICONST_0);
            super.visitInsn(Opcodes.SWAP);
            super.visitInsn(Opcodes.AASTORE);
            super.visitInsn(Opcodes.DUP);
            super.visitInsn(Opcodes.ICONST_1);
            super.visitVarInsn(Opcodes.ALOAD, 1);
            super.visitInsn(Opcodes.AASTORE);
            if (isOfBytes) {
                super.visitInsn(Opcodes.DUP);
                super.visitInsn(Opcodes.ICONST_2);
                super.visitVarInsn(Opcodes.ILOAD, 2);
                box("java/lang/Integer", "I");
                super.visitInsn(Opcodes.AASTORE);
            }
        }
    }

    /** Tells of a first line that Netty has read, under TLS too: the decoder, and the line's three words. */
    private static final class Decoded extends HookCall {
        Decoded(MethodVisitor next) {
            super(next);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            function(Hook.REQUEST);
            visitVarInsn(Opcodes.ALOAD, 0);
            visitVarInsn(Opcodes.ALOAD, 1);
            apply();
            visitInsn(Opcodes.POP);
        }
    }
}

package dev.handoff.agent.core;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The methods through which listeners are bound. */
final class BindWeaving {
    private static final String NET = "sun/nio/ch/Net";
    private static final String INET_BIND =
            "(Ljava/net/ProtocolFamily;Ljava/io/FileDescriptor;Ljava/net/InetAddress;I)V";
    private static final String NETTY = "io/netty/channel/unix/Socket";

    private BindWeaving() {}

    static MethodVisitor of(MethodVisitor plain, String owner, String name, String type) {
        if (owner.equals(NET) && name.equals("bind") && type.equals(INET_BIND)) {
            return new Bind(plain, BindWeaving::pushInet);
        }
        if (owner.endsWith(NETTY) && name.equals("bind") && type.equals("(Ljava/net/SocketAddress;)V")) {
            return new Bind(plain, call -> pushNetty(call, owner));
        }
        boolean isLast = switch (owner) {
            case "sun/nio/ch/ServerSocketChannelImpl", "sun/nio/ch/AsynchronousServerSocketChannelImpl" ->
                name.equals("bind") && type.startsWith("(Ljava/net/SocketAddress;I)");
            case "sun/nio/ch/NioSocketImpl" -> name.equals("listen") && type.equals("(I)V");
            default -> owner.endsWith(NETTY) && name.equals("listen") && type.equals("(I)V");
        };
        return isLast ? new Sat(plain) : plain;
    }

    private interface Arguments {
        void push(HookCall call);
    }

    private static void pushInet(HookCall call) {
        call.function(Hook.BIND);
        pushNumber(call, 1);
        call.visitTypeInsn(Opcodes.NEW, "java/net/InetSocketAddress");
        call.visitInsn(Opcodes.DUP);
        call.visitVarInsn(Opcodes.ALOAD, 2);
        call.visitVarInsn(Opcodes.ILOAD, 3);
        call.visitMethodInsn(
                Opcodes.INVOKESPECIAL, "java/net/InetSocketAddress", "<init>", "(Ljava/net/InetAddress;I)V", false);
    }

    private static void pushNumber(HookCall call, int local) {
        call.visitVarInsn(Opcodes.ALOAD, local);
        call.visitMethodInsn(Opcodes.INVOKESTATIC, "sun/nio/ch/IOUtil", "fdVal", "(Ljava/io/FileDescriptor;)I", false);
        call.box("java/lang/Integer", "I");
    }

    private static void pushNetty(HookCall call, String owner) {
        call.function(Hook.BIND);
        call.visitVarInsn(Opcodes.ALOAD, 0);
        call.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, "intValue", "()I", false);
        call.box("java/lang/Integer", "I");
        call.visitVarInsn(Opcodes.ALOAD, 1);
    }

    /** Asks before the bind, and skips it if there is an answer. */
    private static final class Bind extends HookCall {
        private final Arguments arguments;

        Bind(MethodVisitor next, Arguments arguments) {
            super(next);
            this.arguments = arguments;
        }

        @Override
        public void visitCode() {
            super.visitCode();
            Label goOn = new Label();
            arguments.push(this);
            apply();
            visitJumpInsn(Opcodes.IFNULL, goOn);
            visitInsn(Opcodes.RETURN);
            land(goOn);
        }
    }

    /** Tells, on return, that the application listens. */
    private static final class Sat extends HookCall {
        Sat(MethodVisitor next) {
            super(next);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
                function(Hook.SAT);
                super.visitInsn(Opcodes.ACONST_NULL);
                super.visitInsn(Opcodes.ACONST_NULL);
                apply();
                super.visitInsn(Opcodes.POP);
            }
            super.visitInsn(opcode);
        }
    }
}

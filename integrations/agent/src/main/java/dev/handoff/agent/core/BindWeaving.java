package dev.handoff.agent.core;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The methods through which listeners are bound, and those by which the path of a Unix listener would be deleted. */
final class BindWeaving {
    private static final String NET = "sun/nio/ch/Net";
    private static final String INET_BIND =
            "(Ljava/net/ProtocolFamily;Ljava/io/FileDescriptor;Ljava/net/InetAddress;I)V";
    private static final String UNIX_ADDRESS = "java/net/UnixDomainSocketAddress";
    private static final String NETTY = "io/netty/channel/unix/Socket";

    private BindWeaving() {}

    static MethodVisitor of(MethodVisitor plain, String owner, String name, String type) {
        if (owner.equals(NET) && name.equals("bind") && type.equals(INET_BIND)) {
            return new Bind(plain, BindWeaving::pushInet);
        }
        if (owner.equals("sun/nio/ch/UnixDomainSockets")
                && name.equals("bind")
                && type.equals("(Ljava/io/FileDescriptor;Ljava/nio/file/Path;)V")) {
            return new Bind(plain, BindWeaving::pushUnix);
        }
        if (deletes(owner, name, type)) {
            return new Delete(plain);
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

    // Whatever the application deletes a file by ends in one of these; only native code does not.
    private static boolean deletes(String owner, String name, String type) {
        return switch (owner) {
            case "sun/nio/fs/UnixFileSystemProvider" ->
                name.equals("implDelete") && type.equals("(Ljava/nio/file/Path;Z)Z");
            case "java/io/UnixFileSystem" -> name.equals("delete") && type.equals("(Ljava/io/File;)Z");
            default -> false;
        };
    }

    private interface Arguments {
        void push(HookCall call);
    }

    private static void pushUnix(HookCall call) {
        pushNumber(call, 0);
        call.visitVarInsn(Opcodes.ALOAD, 1);
        call.visitMethodInsn(
                Opcodes.INVOKESTATIC, UNIX_ADDRESS, "of", "(Ljava/nio/file/Path;)L" + UNIX_ADDRESS + ";", false);
    }

    private static void pushInet(HookCall call) {
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
    }

    private static void pushNetty(HookCall call, String owner) {
        call.visitVarInsn(Opcodes.ALOAD, 0);
        call.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, "intValue", "()I", false);
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
            call("bind", "(ILjava/net/SocketAddress;)Z");
            visitJumpInsn(Opcodes.IFEQ, goOn);
            visitInsn(Opcodes.RETURN);
            land(goOn);
        }
    }

    /** Asks before a deletion, and says that it was done if there is an answer. */
    private static final class Delete extends HookCall {
        Delete(MethodVisitor next) {
            super(next);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            Label goOn = new Label();
            visitVarInsn(Opcodes.ALOAD, 1);
            call("delete", "(Ljava/lang/Object;)Z");
            visitJumpInsn(Opcodes.IFEQ, goOn);
            visitInsn(Opcodes.ICONST_1);
            visitInsn(Opcodes.IRETURN);
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
                call("sat", "()V");
            }
            super.visitInsn(opcode);
        }
    }
}

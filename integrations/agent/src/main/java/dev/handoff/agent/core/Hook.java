package dev.handoff.agent.core;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Defines {@link HandoffHook}, through which woven code reaches us, where it can be seen from the JDK's own classes and from every
 * loader of the application.
 *
 * <p>A jar on the boot class path would turn off class-data sharing, and a function among the system properties breaks those who
 * read them as strings (Properties.store). So it is defined into {@code java.net} of java.base, by a lookup.
 */
final class Hook {
    static final String NAME = "java/net/HandoffHook";

    private static final String TEMPLATE = HandoffHook.class.getName().replace('.', '/');

    private Hook() {}

    /** Defines it. */
    static Class<?> define() throws ReflectiveOperationException, IOException {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(template()).accept(new Renamed(writer), ClassReader.SKIP_DEBUG);
        return MethodHandles.privateLookupIn(ServerSocket.class, MethodHandles.lookup())
                .defineClass(writer.toByteArray());
    }

    private static byte[] template() throws IOException {
        try (InputStream in = Hook.class.getClassLoader().getResourceAsStream(TEMPLATE + ".class")) {
            if (in == null) {
                throw new FileNotFoundException(TEMPLATE + ".class");
            }
            return in.readAllBytes();
        }
    }

    /** The same class by its other name. */
    private static final class Renamed extends ClassVisitor {
        Renamed(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visit(
                int version, int access, String name, @Nullable String generic, String parent, String[] interfaces) {
            super.visit(version, access, NAME, generic, parent, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String type, @Nullable String generic, String @Nullable [] exceptions) {
            return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, type, generic, exceptions)) {
                @Override
                public void visitFieldInsn(int opcode, String owner, String field, String fieldType) {
                    super.visitFieldInsn(opcode, renamed(owner), field, fieldType);
                }

                @Override
                public void visitMethodInsn(
                        int opcode, String owner, String called, String calledType, boolean isOfInterface) {
                    super.visitMethodInsn(opcode, renamed(owner), called, calledType, isOfInterface);
                }
            };
        }

        private static String renamed(String owner) {
            return owner.equals(TEMPLATE) ? NAME : owner;
        }
    }
}

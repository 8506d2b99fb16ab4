package dev.handoff.agent.core;

import java.lang.invoke.MethodHandles;
import java.net.ServerSocket;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * The class through which woven code reaches us: nothing but fields that hold functions.
 *
 * <p>It has to be visible from the JDK's own classes and from every loader of the application. A jar on the boot class path
 * would turn off class-data sharing, and a function among the system properties breaks those who read them as strings
 * (Properties.store). So it is defined into {@code java.net} of java.base, by a lookup.
 */
final class Hook {
    static final String NAME = "java/net/HandoffHook";
    static final String FUNCTION = "java/util/function/BiFunction";
    static final String FUNCTION_TYPE = "Ljava/util/function/BiFunction;";
    /** Fields: what each is called with is said in {@link Hooks}. */
    static final String BIND = "bind";

    static final String SAT = "sat";
    static final String DELETE = "delete";
    static final String READ = "read";
    static final String WRITE = "write";
    static final String SEND = "send";
    static final String WRAP = "wrap";
    static final String REQUEST = "request";

    private Hook() {}

    /** Defines it. */
    static Class<?> define() throws ReflectiveOperationException {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(
                Opcodes.V17, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, NAME, null, "java/lang/Object", new String[0]);
        for (String field : new String[] {BIND, SAT, DELETE, READ, WRITE, SEND, WRAP, REQUEST}) {
            writer.visitField(
                            Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC | Opcodes.ACC_VOLATILE,
                            field,
                            FUNCTION_TYPE,
                            null,
                            null)
                    .visitEnd();
        }
        writer.visitEnd();
        return MethodHandles.privateLookupIn(ServerSocket.class, MethodHandles.lookup())
                .defineClass(writer.toByteArray());
    }
}

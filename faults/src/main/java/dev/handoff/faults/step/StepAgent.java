package dev.handoff.faults.step;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

/** Puts the steps into the classes as they are loaded. Its argument: the controller's port, a colon, the step to hold at. */
public final class StepAgent {
    private StepAgent() {}

    /** Called by the JVM before {@code main}. */
    public static void premain(String argument, Instrumentation instrumentation) throws IOException {
        int colon = argument.indexOf(':');
        Steps.connect(Integer.parseInt(argument.substring(0, colon)), argument.substring(colon + 1));
        instrumentation.addTransformer(new Transformer());
    }

    private static final class Transformer implements ClassFileTransformer {
        // A loader's null result means that the class stays as it is.
        @Override
        public byte @Nullable [] transform(
                @Nullable ClassLoader loader,
                String name,
                @Nullable Class<?> redefined,
                @Nullable ProtectionDomain domain,
                byte[] bytes) {
            if (!Place.isIn(name)) {
                return null;
            }
            ClassReader reader = new ClassReader(bytes);
            ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
            reader.accept(new StepWriter(writer, name), ClassReader.EXPAND_FRAMES);
            return writer.toByteArray();
        }
    }
}

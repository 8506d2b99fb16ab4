package dev.handoff.faults.step;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;

/**
 * Puts the steps into the classes as they are loaded. Its argument: the controller's port, the step to hold at and the
 * {@link Mutation}, colons between them; the last two may be empty.
 */
public final class StepAgent {
    private StepAgent() {}

    /** Called by the JVM before {@code main}. */
    public static void premain(String argument, Instrumentation instrumentation) throws IOException {
        String[] parts = argument.split(":", 3);
        Steps.connect(Integer.parseInt(parts[0]), parts[1]);
        instrumentation.addTransformer(new Transformer(Mutation.of(parts[2])));
    }

    private static final class Transformer implements ClassFileTransformer {
        private final Optional<Mutation> mutation;

        Transformer(Optional<Mutation> mutation) {
            this.mutation = mutation;
        }

        // A transformer's null means that the class stays as it is.
        @Override
        public byte @Nullable [] transform(
                @Nullable ClassLoader loader,
                String name,
                @Nullable Class<?> redefined,
                @Nullable ProtectionDomain domain,
                byte[] bytes) {
            if (!name.startsWith("dev/handoff/") || name.startsWith("dev/handoff/faults/")) {
                return null;
            }
            boolean isMutated = mutation.filter(m -> m.owner().equals(name)).isPresent();
            ClassReader reader = new ClassReader(bytes);
            ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
            ClassVisitor steps = new ClockWriter(new StepWriter(writer, name));
            reader.accept(
                    isMutated ? new MutationWriter(steps, mutation.orElseThrow()) : steps, ClassReader.EXPAND_FRAMES);
            return writer.toByteArray();
        }
    }
}

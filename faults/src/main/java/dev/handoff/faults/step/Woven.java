package dev.handoff.faults.step;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;

/** The project's own classes with the steps in them: a jar that goes before the real one on the class path. */
public final class Woven {
    private Woven() {}

    /**
     * Writes the jar, with the mutation if there is one.
     *
     * @param real the jar that the classes come from
     */
    public static void write(Path real, Path woven, Optional<Mutation> mutation) throws IOException {
        try (JarFile from = new JarFile(real.toFile());
                OutputStream file = Files.newOutputStream(woven);
                JarOutputStream to = new JarOutputStream(file)) {
            List<JarEntry> entries = Collections.list(from.entries());
            for (JarEntry entry : entries) {
                if (isOurs(entry.getName())) {
                    to.putNextEntry(new JarEntry(entry.getName()));
                    try (InputStream bytes = from.getInputStream(entry)) {
                        to.write(weave(bytes.readAllBytes(), mutation));
                    }
                    to.closeEntry();
                }
            }
        }
    }

    private static boolean isOurs(String name) {
        return name.startsWith("dev/handoff/") && !name.startsWith("dev/handoff/faults/") && name.endsWith(".class");
    }

    private static byte[] weave(byte[] bytes, Optional<Mutation> mutation) {
        ClassReader reader = new ClassReader(bytes);
        String name = reader.getClassName();
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        ClassVisitor steps = new ClockWriter(new StepWriter(writer, name));
        ClassVisitor first = mutation.filter(m -> m.owner().equals(name))
                .<ClassVisitor>map(m -> new MutationWriter(steps, m))
                .orElse(steps);
        reader.accept(first, ClassReader.EXPAND_FRAMES);
        return writer.toByteArray();
    }
}

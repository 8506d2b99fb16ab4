package dev.handoff.agent;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Loads what lies in the folder {@code handoff-core} of the agent's jar. Its parent is the platform's loader, so that neither
 * the application sees our classes nor we its.
 */
final class CoreLoader extends ClassLoader {
    private static final String FOLDER = "handoff-core/";
    private static final boolean WARNS_OF_UNSAFE = Runtime.version().feature() >= 23;

    static {
        registerAsParallelCapable();
    }

    private final JarFile jar;
    private final String folder;

    private CoreLoader(File file) throws IOException {
        super("handoff", ClassLoader.getPlatformClassLoader());
        this.jar = new JarFile(file, false);
        this.folder = "jar:" + file.toURI() + "!/" + FOLDER;
    }

    static CoreLoader ofThisJar() throws IOException {
        try {
            URI jar = CoreLoader.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            return new CoreLoader(new File(jar));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    // Newer JVMs print a warning at its first use. What we load it for does without.
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (WARNS_OF_UNSAFE && name.equals("sun.misc.Unsafe")) {
            throw new ClassNotFoundException(name);
        }
        return super.loadClass(name, resolve);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte @Nullable [] bytes;
        try {
            bytes = bytes(name.replace('.', '/') + ".class");
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte @Nullable [] bytes(String path) throws IOException {
        JarEntry entry = jar.getJarEntry(FOLDER + path);
        if (entry == null) {
            return null;
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String path) {
        try {
            byte @Nullable [] bytes = bytes(path);
            return bytes == null ? super.getResourceAsStream(path) : new ByteArrayInputStream(bytes);
        } catch (IOException unreadable) {
            return null;
        }
    }

    @Override
    @SuppressWarnings("deprecation") // URL.of is of JDK 20
    protected @Nullable URL findResource(String path) {
        try {
            return jar.getJarEntry(FOLDER + path) == null ? null : new URL(folder + path);
        } catch (IOException impossible) {
            return null;
        }
    }

    @Override
    protected Enumeration<URL> findResources(String path) {
        URL found = findResource(path);
        return Collections.enumeration(found == null ? List.of() : List.of(found));
    }
}

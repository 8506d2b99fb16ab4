package dev.handoff.agent;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Loads what is in {@code handoff-core.jar} within the agent's jar. Its parent is the platform's loader, so that neither the
 * application sees our classes nor we its.
 */
final class CoreLoader extends ClassLoader {
    private static final String CORE = "/handoff-core.jar";
    /** Newer JVMs print a warning at its first use. What we would load it for does without. */
    private static final boolean WARNS_OF_UNSAFE = Runtime.version().feature() >= 23;

    static {
        registerAsParallelCapable();
    }

    /** Guarded by this; opened when it is first needed. */
    private @Nullable JarFile opened;

    CoreLoader() {
        super("handoff", ClassLoader.getPlatformClassLoader());
    }

    private synchronized JarFile jar() throws IOException {
        if (opened == null) {
            opened = open();
        }
        return opened;
    }

    // A jar within a jar can't be opened where it is. The copy has no name any more when we read it, and goes when we
    // do.
    private static JarFile open() throws IOException {
        Path copy = Files.createTempFile("handoff-core-", ".jar");
        try (InputStream core = CoreLoader.class.getResourceAsStream(CORE)) {
            if (core == null) {
                throw new FileNotFoundException("no " + CORE + " in the agent's jar");
            }
            Files.copy(core, copy, StandardCopyOption.REPLACE_EXISTING);
            return new JarFile(copy.toFile(), false);
        } finally {
            Files.delete(copy);
        }
    }

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
        JarEntry entry = jar().getJarEntry(path);
        if (entry == null) {
            return null;
        }
        try (InputStream in = jar().getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    @Override
    @SuppressWarnings("deprecation") // URL.of is of JDK 20
    protected @Nullable URL findResource(String path) {
        try {
            return jar().getJarEntry(path) == null ? null : new URL("handoff", null, -1, path, new Handler());
        } catch (MalformedURLException impossible) {
            throw new IllegalArgumentException(path, impossible);
        } catch (IOException unreadable) {
            return null;
        }
    }

    @Override
    protected Enumeration<URL> findResources(String path) {
        URL found = findResource(path);
        return Collections.enumeration(found == null ? List.of() : List.of(found));
    }

    private final class Handler extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {
                    connected = true;
                }

                @Override
                public InputStream getInputStream() throws IOException {
                    byte @Nullable [] bytes = bytes(url.getPath());
                    if (bytes == null) {
                        throw new FileNotFoundException(url.getPath());
                    }
                    return new ByteArrayInputStream(bytes);
                }
            };
        }
    }
}

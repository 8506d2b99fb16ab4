package dev.handoff.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Handoff;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application's Micrometer is in a class loader that is not the agent's. */
class ApplicationMetersTest {
    @TempDir
    Path temp;

    @Test
    void bindsToTheMicrometerOfTheApplicationsLoader() throws Exception {
        Path folder = Files.createDirectory(
                temp.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (Handoff handoff = Handoff.at(folder.resolve("control"))
                        .listener("http", "127.0.0.1:0")
                        .handleSignals(false)
                        .open();
                URLClassLoader application = new Application()) {
            thread.setContextClassLoader(application);
            Object registry = registry(application);
            ApplicationMeters.bind(handoff);
            assertThat(registry.getClass()
                            .getMethod("getMetersAsString")
                            .invoke(registry)
                            .toString())
                    .contains("handoff.generation(GAUGE)[]; value=1.0")
                    .contains("handoff.phase(GAUGE)[phase='STAGED']; value=1.0")
                    .contains("handoff.history(GAUGE)[outcome='confirmed']; value=0.0");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Object registry(ClassLoader application) throws Exception {
        Class<?> type = Class.forName(SimpleMeterRegistry.class.getName(), true, application);
        Object registry = type.getConstructor().newInstance();
        Class<?> metrics = Class.forName(Metrics.class.getName(), true, application);
        Method add = metrics.getMethod(
                "addRegistry", Class.forName("io.micrometer.core.instrument.MeterRegistry", true, application));
        add.invoke(null, registry);
        return registry;
    }

    /** Micrometer and nothing else of ours; what that needs is found here first, too. */
    private static final class Application extends URLClassLoader {
        Application() {
            super(jars(), ClassLoader.getPlatformClassLoader());
        }

        private static URL[] jars() {
            return java.util.stream.Stream.of(
                            SimpleMeterRegistry.class,
                            io.micrometer.observation.ObservationRegistry.class,
                            io.micrometer.common.KeyValue.class,
                            org.jspecify.annotations.Nullable.class)
                    .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                    .toArray(URL[]::new);
        }
    }
}

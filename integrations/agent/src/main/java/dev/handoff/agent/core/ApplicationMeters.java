package dev.handoff.agent.core;

import dev.handoff.Handoff;
import dev.handoff.micrometer.HandoffMeter;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Meters in the global registry of an application that has Micrometer, or in each, if it has several. Its classes are another loader's than ours, so they are
 * called by name, with types of the JDK only. An application without it, or with one that is not as expected, has no meters.
 */
final class ApplicationMeters {
    private static final String PACKAGE = "io.micrometer.core.instrument.";
    private static final Logger LOG = LoggerFactory.getLogger("handoff");

    private ApplicationMeters() {}

    static void bind(Handoff handoff) {
        Set<Class<?>> bound = new HashSet<>();
        for (ClassLoader loader : loaders()) {
            try {
                Class<?> metrics = Class.forName(PACKAGE + "Metrics", true, loader);
                if (bound.add(metrics)) {
                    bind(handoff, metrics);
                    LOG.debug("meters are bound to the Micrometer of {}", metrics.getClassLoader());
                }
            } catch (ClassNotFoundException none) {
                // Another loader may have it.
            } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
                LOG.debug("no meters: {}", e.toString());
            }
        }
    }

    // An application in a loader of its own, as in an executable jar of Spring Boot's, has made it its threads'.
    private static Set<ClassLoader> loaders() {
        Set<ClassLoader> all = new LinkedHashSet<>();
        Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getContextClassLoader)
                .filter(Objects::nonNull)
                .forEach(all::add);
        all.add(ClassLoader.getSystemClassLoader());
        return all;
    }

    private static void bind(Handoff handoff, Class<?> metrics) throws ReflectiveOperationException {
        Method tags =
                Class.forName(PACKAGE + "Tags", true, metrics.getClassLoader()).getMethod("of", String[].class);
        Method gauge = metrics.getMethod("gauge", String.class, Iterable.class, Object.class, ToDoubleFunction.class);
        for (HandoffMeter each : HandoffMeter.all()) {
            String[] tag = each.tag().isEmpty() ? new String[0] : new String[] {each.tag(), each.tagValue()};
            gauge.invoke(null, each.name(), tags.invoke(null, (Object) tag), handoff, each.value());
        }
    }
}

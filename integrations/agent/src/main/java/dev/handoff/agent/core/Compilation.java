package dev.handoff.agent.core;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** What the JVM's compilers have done so far. A process in which they still work is not yet as fast as it gets. */
final class Compilation {
    private final @Nullable CompilationMXBean bean = bean();

    // An application of modules may come without java.management, and a JVM without a compiler.
    private static @Nullable CompilationMXBean bean() {
        try {
            CompilationMXBean found = ManagementFactory.getCompilationMXBean();
            return found != null && found.isCompilationTimeMonitoringSupported() ? found : null;
        } catch (LinkageError e) {
            return null;
        }
    }

    /** Their time, summed up, in milliseconds; 0 for ever if it can't be told. */
    long millis() {
        return bean == null ? 0 : bean.getTotalCompilationTime();
    }
}

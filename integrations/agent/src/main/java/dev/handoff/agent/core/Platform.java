package dev.handoff.agent.core;

import dev.handoff.fd.SocketFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import org.slf4j.LoggerFactory;

/** What newer JVMs want to be told before native code is used, so that the application's standard error stays clean. */
final class Platform {
    private static final int WARNS_OF_NATIVE_ACCESS = 24;

    private Platform() {}

    /** Loads the native layer and the log, once. */
    static void prepare() throws ReflectiveOperationException {
        prepareLog();
        if (Runtime.version().feature() >= WARNS_OF_NATIVE_ACCESS) {
            Method enable = Module.class.getDeclaredMethod("implAddEnableNativeAccessToAllUnnamed");
            enable.setAccessible(true);
            enable.invoke(null);
        }
        try {
            SocketFacts.ownNetworkNamespace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // It looks for its settings through the thread's loader, and would find the application's.
    private static void prepareLog() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Platform.class.getClassLoader());
        try {
            LoggerFactory.getLogger("handoff");
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}

package dev.handoff.testing;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that leaves one of this project's threads running, and says which. Those about to end get a while to. */
public final class NoLeakedThreads implements BeforeEachCallback, AfterEachCallback {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final String OURS = "handoff-";
    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(NoLeakedThreads.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(HERE).put("before", ours());
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        Set<?> before = context.getStore(HERE).get("before", Set.class);
        long end = System.nanoTime() + GRACE.toNanos();
        List<Thread> left = since(before);
        while (!left.isEmpty() && System.nanoTime() < end) {
            left.get(0).join(20);
            left = since(before);
        }
        if (!left.isEmpty()) {
            throw new AssertionError("left running: " + left);
        }
    }

    private static List<Thread> since(Set<?> before) {
        return ours().stream().filter(thread -> !before.contains(thread)).toList();
    }

    private static Set<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(OURS))
                .collect(Collectors.toSet());
    }
}

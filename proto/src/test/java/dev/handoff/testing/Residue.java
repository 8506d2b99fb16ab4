package dev.handoff.testing;

import java.io.File;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What was open and running before: for a fuzz target, which has to ask after each of its inputs, where {@link
 * NoLeakedDescriptors} asks once a test.
 */
public final class Residue {
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final String OURS = "handoff-";

    private final OpenDescriptors descriptors = OpenDescriptors.now();
    private final int count = count();
    private final Set<Thread> threads = ours();

    private Residue() {}

    /** As it is now, {@code kept} included: what is made once and stays. */
    public static Residue besides(Object... kept) {
        return new Residue();
    }

    /** Fails if anything is left of what came since, once it had the time to go. */
    public void assertNone() {
        long end = System.nanoTime() + GRACE.toNanos();
        while (isAnyLeft() && System.nanoTime() < end) {
            try {
                TimeUnit.MILLISECONDS.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        if (isAnyLeft()) {
            throw new AssertionError(
                    "left open: " + OpenDescriptors.now().since(descriptors) + ", left running: " + threadsLeft());
        }
    }

    private static int count() {
        String[] names = new File("/proc/self/fd").list();
        return names == null ? 0 : names.length;
    }

    // To count them is a tenth of the work of looking at each, and is enough while nothing is wrong.
    private boolean isAnyLeft() {
        return (count() != count && areDescriptorsLeft()) || !threadsLeft().isEmpty();
    }

    private boolean areDescriptorsLeft() {
        return OpenDescriptors.now().since(descriptors).count() > 0;
    }

    private List<Thread> threadsLeft() {
        return ours().stream().filter(thread -> !threads.contains(thread)).toList();
    }

    // Of this group alone, and without the stack traces: this is asked thousands of times.
    private static Set<Thread> ours() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        Thread[] all = new Thread[group.activeCount() + 64];
        int count = group.enumerate(all);
        return Arrays.stream(all, 0, count)
                .filter(thread -> thread.getName().startsWith(OURS))
                .collect(Collectors.toSet());
    }
}

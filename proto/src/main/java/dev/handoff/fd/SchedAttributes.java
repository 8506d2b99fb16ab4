package dev.handoff.fd;

/** How a thread is scheduled: struct sched_attr of sched_setattr(2), version 0. What is not changed is said again as it was read. */
final class SchedAttributes implements AutoCloseable {
    private static final int SIZE = 48;
    private static final int POLICY = 4;
    private static final int NICE = 16;
    private static final int RUNTIME = 24;

    private static final int OTHER = 0;
    private static final int BATCH = 3;
    private static final int IDLE = 5;

    private final long thread;
    private final NativeBlock block = new NativeBlock(SIZE);

    SchedAttributes(long thread) {
        this.thread = thread;
    }

    /** False for a thread of real time, or that has ended. */
    boolean read() {
        long number = Machine.CURRENT.schedSetattr() + 1L;
        if (Libc.SYSCALL.call(number, thread, block.address(), SIZE, 0, 0) == Libc.FAILED) {
            return false;
        }
        int policy = block.getInt(POLICY);
        return policy == OTHER || policy == BATCH || policy == IDLE;
    }

    /** False if that is not permitted. */
    boolean write() {
        return Libc.SYSCALL.call(Machine.CURRENT.schedSetattr(), thread, block.address(), 0, 0, 0) != Libc.FAILED;
    }

    int nice() {
        return block.getInt(NICE);
    }

    void nice(int nice) {
        block.putInt(NICE, nice);
    }

    /** In nanoseconds. */
    long slice() {
        return block.getLong(RUNTIME);
    }

    /** Zero is what is usual; it is read as that. */
    void slice(long nanos) {
        block.putLong(RUNTIME, nanos);
    }

    @Override
    public void close() {
        block.close();
    }
}

package dev.handoff.fd;

/** What else of a child is not its parent's: posix_spawnattr_init(3). An empty signal mask, and every signal's default action. */
final class SpawnAttributes implements AutoCloseable {
    /** More than any C library's posix_spawnattr_t; glibc's has 336 bytes. */
    private static final int SIZE = 512;

    private static final int SIGSET = 128;
    private static final int SETPGROUP = 0x02;
    private static final int SETSIGDEF = 0x04;
    private static final int SETSIGMASK = 0x08;
    private static final int SETSID = 0x80;

    private final NativeBlock block = new NativeBlock(SIZE);

    SpawnAttributes(Spawn.Standing standing) throws ErrnoException {
        Libc.SPAWN_ATTRIBUTES_INIT.returning(block.address());
        // A group of 0, which is the default, is one of its own.
        int where = switch (standing) {
            case WITH_US -> 0;
            case OWN_GROUP -> SETPGROUP;
            case OWN_SESSION -> SETSID;
        };
        Libc.SPAWN_ATTRIBUTES_FLAGS.returning(block.address(), SETSIGDEF | SETSIGMASK | where);
        try (NativeBlock none = new NativeBlock(SIGSET);
                NativeBlock all = new NativeBlock(SIGSET)) {
            // By bits, not by sigfillset: it leaves two out, which glibc's own posix_spawn would then have ignored.
            all.putLong(0, -1);
            Libc.SPAWN_ATTRIBUTES_SIGMASK.returning(block.address(), none.address());
            Libc.SPAWN_ATTRIBUTES_SIGDEFAULT.returning(block.address(), all.address());
        }
    }

    long address() {
        return block.address();
    }

    @Override
    public void close() {
        Libc.SPAWN_ATTRIBUTES_DESTROY.call(block.address());
        block.close();
    }
}

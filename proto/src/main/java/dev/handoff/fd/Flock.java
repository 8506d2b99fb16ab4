package dev.handoff.fd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An exclusive lock on a file, held until closed or until the process ends, however it ends: flock(2). Unlike the locks of
 * {@link java.nio.channels.FileChannel} it also excludes within one process.
 */
public final class Flock implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0x40;
    private static final int O_CLOEXEC = 0x80000;
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final int OWNER_ONLY = 0600;

    private final OwnedFd fd;

    private Flock(OwnedFd fd) {
        this.fd = fd;
    }

    /**
     * Takes the lock if it is free, making the file (mode 0600) if there is none. The file stays when the lock goes: to
     * remove it would let two holders lock two files of one name.
     *
     * @return empty if somebody else holds it
     */
    public static Optional<Flock> tryLock(Path file) throws IOException {
        OwnedFd fd = open(file);
        boolean locked = false;
        try {
            locked = lock(fd);
            return locked ? Optional.of(new Flock(fd)) : Optional.empty();
        } finally {
            if (!locked) {
                fd.close();
            }
        }
    }

    private static OwnedFd open(Path file) throws IOException {
        byte[] name = UnixPath.fileName(file);
        try (NativeBlock path = new NativeBlock(name.length + 1)) {
            path.putBytes(0, name, 0, name.length);
            return OwnedFd.of((int) Libc.OPEN.tried(path.address(), O_RDWR | O_CREAT | O_CLOEXEC, OWNER_ONLY));
        }
    }

    private static boolean lock(OwnedFd fd) throws IOException {
        try {
            fd.use(number -> Libc.FLOCK.tried(number, LOCK_EX | LOCK_NB));
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.EAGAIN)) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}

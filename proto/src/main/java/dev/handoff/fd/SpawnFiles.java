package dev.handoff.fd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a child does with its descriptors before it becomes the program: posix_spawn_file_actions_init(3). */
final class SpawnFiles implements AutoCloseable {
    /** More than any C library's posix_spawn_file_actions_t; glibc's has 80 bytes. */
    private static final int SIZE = 256;

    private final NativeBlock block = new NativeBlock(SIZE);

    SpawnFiles() throws ErrnoException {
        Libc.SPAWN_FILES_INIT.returning(block.address());
    }

    long address() {
        return block.address();
    }

    void openNull(int target) throws ErrnoException {
        try (CStrings path = new CStrings(List.of(UnixPath.bytesOf("/dev/null")))) {
            Libc.SPAWN_FILES_ADDOPEN.returning(block.address(), target, path.address(0), 0, 0);
        }
    }

    void duplicate(int source, int target) throws ErrnoException {
        Libc.SPAWN_FILES_ADDDUP2.returning(block.address(), source, target);
    }

    void enter(Path directory) throws ErrnoException {
        try (CStrings path = new CStrings(List.of(UnixPath.fileName(directory)))) {
            Libc.SPAWN_FILES_ADDCHDIR.returning(block.address(), path.address(0));
        }
    }

    /**
     * Closes everything from {@code first} on, also what another thread opens meanwhile. Before glibc 2.34 what is open now
     * becomes close-on-exec instead: what another thread opens without that flag in the next instant is inherited.
     */
    void closeFrom(int first) throws IOException {
        if (Libc.SPAWN_FILES_ADDCLOSEFROM.exists()) {
            Libc.SPAWN_FILES_ADDCLOSEFROM.returning(block.address(), first);
        } else {
            DescriptorTable.closeOnExec();
        }
    }

    @Override
    public void close() {
        Libc.SPAWN_FILES_DESTROY.call(block.address());
        block.close();
    }
}

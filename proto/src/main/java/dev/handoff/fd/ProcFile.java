package dev.handoff.fd;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A file or link below /proc, read by as few system calls as there can be: of the files there, most are read in the few
 * microseconds in which a listener's seat is moved.
 */
public final class ProcFile {
    private static final int O_CLOEXEC = 0x80000;
    private static final int FIRST = 4 * 1024;
    private static final int MOST = 256 * 1024;
    private static final int LINK = 256;

    private ProcFile() {}

    /**
     * All of a file.
     *
     * @throws ErrnoException as open(2) and read(2) say: ENOENT, and ESRCH of a thread that has ended
     */
    public static String read(String path) throws ErrnoException {
        int fd;
        try (CStrings name = new CStrings(List.of(UnixPath.bytesOf(path)))) {
            fd = (int) Libc.OPEN.tried(name.address(0), O_CLOEXEC, 0);
        }
        try {
            return read(fd);
        } finally {
            Libc.CLOSE.call(fd);
        }
    }

    private static String read(int fd) throws ErrnoException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(FIRST);
        for (int room = FIRST; ; room = Math.min(MOST, 4 * room)) {
            try (NativeBlock block = new NativeBlock(room)) {
                int count = (int) Libc.READ.tried(fd, block.address(), room);
                if (count == 0) {
                    return whole.toString(StandardCharsets.ISO_8859_1);
                }
                byte[] part = new byte[count];
                block.getBytes(0, part, 0, count);
                whole.write(part, 0, count);
            }
        }
    }

    /**
     * What a link says, at most 256 bytes of it.
     *
     * @throws ErrnoException as readlink(2) says: ENOENT
     */
    public static String link(String path) throws ErrnoException {
        try (CStrings name = new CStrings(List.of(UnixPath.bytesOf(path)));
                NativeBlock block = new NativeBlock(LINK)) {
            byte[] said = new byte[(int) Libc.READLINK.tried(name.address(0), block.address(), LINK)];
            block.getBytes(0, said, 0, said.length);
            return new String(said, StandardCharsets.ISO_8859_1);
        }
    }
}

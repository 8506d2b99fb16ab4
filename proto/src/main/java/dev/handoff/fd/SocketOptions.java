package dev.handoff.fd;

import java.io.IOException;

/** getsockopt(2) and setsockopt(2). */
final class SocketOptions {
    /** BPF_RET | BPF_K, linux/filter.h. */
    private static final int BPF_RETURN = 0x06;

    private SocketOptions() {}

    static int readInt(int fd, int level, int option) throws ErrnoException {
        try (NativeBlock value = new NativeBlock(8)) {
            read(fd, level, option, value, 4);
            return value.getInt(0);
        }
    }

    static long readLong(int fd, int level, int option) throws ErrnoException {
        try (NativeBlock value = new NativeBlock(8)) {
            read(fd, level, option, value, 8);
            return value.getLong(0);
        }
    }

    private static void read(int fd, int level, int option, NativeBlock value, int size) throws ErrnoException {
        try (NativeBlock length = new NativeBlock(4)) {
            length.putInt(0, size);
            Libc.GETSOCKOPT.tried(fd, level, option, value.address(), length.address());
        }
    }

    static void write(OwnedFd fd, int level, int option, int setting) throws IOException {
        fd.use(number -> {
            try (NativeBlock value = new NativeBlock(4)) {
                value.putInt(0, setting);
                return Libc.SETSOCKOPT.tried(number, level, option, value.address(), 4);
            }
        });
    }

    /** Gives the option a classic BPF program of one instruction, which returns {@code result}. */
    static void writeProgram(OwnedFd fd, int level, int option, int result) throws IOException {
        fd.use(number -> {
            // struct sock_fprog {u16 length; struct sock_filter *}, struct sock_filter {u16 code; u8 jt, jf; u32 k}
            try (NativeBlock block = new NativeBlock(24)) {
                block.putShort(0, 1).putLong(8, block.address(16));
                block.putShort(16, BPF_RETURN).putInt(20, result);
                return Libc.SETSOCKOPT.tried(number, level, option, block.address(), 16);
            }
        });
    }

    static void writeLong(OwnedFd fd, int level, int option, long setting) throws IOException {
        fd.use(number -> {
            try (NativeBlock value = new NativeBlock(8)) {
                value.putLong(0, setting);
                return Libc.SETSOCKOPT.tried(number, level, option, value.address(), 8);
            }
        });
    }

    static void writeTimeout(OwnedFd fd, int level, int option, long micros) throws IOException {
        fd.use(number -> {
            try (NativeBlock timeval = new NativeBlock(16)) {
                timeval.putLong(0, micros / 1_000_000).putLong(8, micros % 1_000_000);
                return Libc.SETSOCKOPT.tried(number, level, option, timeval.address(), 16);
            }
        });
    }
}

package dev.handoff.fd;

import java.io.IOException;
import java.util.OptionalLong;

/** getsockopt(2) and setsockopt(2). */
final class SocketOptions {
    /** BPF_RET | BPF_K, linux/filter.h. */
    private static final int BPF_RETURN = 0x06;

    private SocketOptions() {}

    /** What a block must hold that is passed to {@link #readInt(NativeBlock, int, int, int)}. */
    static final int BLOCK = 16;

    static int readInt(int fd, int level, int option) throws ErrnoException {
        try (NativeBlock block = new NativeBlock(BLOCK)) {
            return readInt(block, fd, level, option);
        }
    }

    /** As the others, for one who asks for many: {@code block} is used for each. */
    static int readInt(NativeBlock block, int fd, int level, int option) throws ErrnoException {
        return (int) read(block, fd, level, option, 4);
    }

    /** Likewise. */
    static long readLong(NativeBlock block, int fd, int level, int option) throws ErrnoException {
        return read(block, fd, level, option, 8);
    }

    // The value's bytes, then its length; what the kernel leaves of the eight is zero.
    private static long read(NativeBlock block, int fd, int level, int option, int size) throws ErrnoException {
        block.putLong(0, 0).putInt(8, size);
        Libc.GETSOCKOPT.tried(fd, level, option, block.address(), block.address(8));
        return block.getLong(0);
    }

    /** As the others; empty if the kernel does not give it, which for a socket that lacks the option is no error. */
    static OptionalLong find(int fd, int level, int option, int size) {
        try (NativeBlock value = new NativeBlock(16)) {
            value.putInt(8, size);
            return Libc.GETSOCKOPT.call(fd, level, option, value.address(), value.address(8)) == Libc.FAILED
                    ? OptionalLong.empty()
                    : OptionalLong.of(size == 4 ? value.getInt(0) : value.getLong(0));
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

package dev.handoff.fd;

/**
 * What differs from one processor to the next in Linux's binary interface: system call numbers, and whether struct
 * epoll_event is packed. Newer ports share one table of numbers (asm-generic/unistd.h); x86-64 has its own.
 */
enum Machine {
    X86_64(43, 288, 7, 271, 219, 234, 13, 4),
    GENERIC(202, 242, -1, 73, 128, 131, 134, 8);

    final int accept;
    final int accept4;
    /** -1 where the kernel has only ppoll. */
    final int poll;

    final int ppoll;
    /** What a poll becomes after the process was stopped and continued; the arguments stay. */
    final int restart;

    final int tgkill;
    final int rtSigaction;
    /** Where epoll_event's data begins: the structure is packed on x86-64 only. */
    final int epollData;

    Machine(int accept, int accept4, int poll, int ppoll, int restart, int tgkill, int rtSigaction, int epollData) {
        this.accept = accept;
        this.accept4 = accept4;
        this.poll = poll;
        this.ppoll = ppoll;
        this.restart = restart;
        this.tgkill = tgkill;
        this.rtSigaction = rtSigaction;
        this.epollData = epollData;
    }

    /** The number of fstat. */
    int fstat() {
        return this == X86_64 ? 5 : 80;
    }

    /** The number of sched_setattr; that of sched_getattr is the next. */
    int schedSetattr() {
        return this == X86_64 ? 314 : 274;
    }

    /** Where struct stat has st_mode. */
    int statMode() {
        return this == X86_64 ? 24 : 16;
    }

    static final Machine CURRENT = of(System.getProperty("os.arch", ""));

    static Machine of(String architecture) {
        return switch (architecture) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64", "riscv64" -> GENERIC;
            default ->
                throw new UnsupportedOperationException(
                        "system call numbers are known for x86-64, aarch64 and riscv64, not for " + architecture);
        };
    }
}

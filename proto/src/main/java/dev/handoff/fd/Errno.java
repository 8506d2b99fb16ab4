package dev.handoff.fd;

/** The errors of the kernel that this project tells apart or names in a message. See errno(3); Linux, all 64-bit ports. */
public enum Errno {
    EPERM(1),
    ENOENT(2),
    ESRCH(3),
    EINTR(4),
    EIO(5),
    E2BIG(7),
    ENOEXEC(8),
    EBADF(9),
    ECHILD(10),
    EAGAIN(11),
    ENOMEM(12),
    EACCES(13),
    EFAULT(14),
    EEXIST(17),
    ENOTDIR(20),
    EINVAL(22),
    ENFILE(23),
    EMFILE(24),
    ETXTBSY(26),
    ENOSPC(28),
    EROFS(30),
    EPIPE(32),
    ENAMETOOLONG(36),
    ENOSYS(38),
    ELOOP(40),
    EPROTOTYPE(91),
    ENOTSOCK(88),
    ENOPROTOOPT(92),
    EOPNOTSUPP(95),
    EAFNOSUPPORT(97),
    EADDRINUSE(98),
    EADDRNOTAVAIL(99),
    ECONNABORTED(103),
    ECONNRESET(104),
    ENOBUFS(105),
    ENOTCONN(107),
    ETIMEDOUT(110),
    ECONNREFUSED(111),
    /** Any other number; the exception carries it. */
    OTHER(0);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Errno of(int number) {
        for (Errno errno : values()) {
            if (errno.number == number) {
                return errno;
            }
        }
        return OTHER;
    }
}

package dev.handoff.fd;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.util.Arrays;

/**
 * One function of the C library, called with integers and addresses only.
 *
 * <p>Every function here takes and returns what fits a 64-bit register, which is how both x86-64 and AArch64 pass them on
 * Linux, variadic ones (fcntl, syscall) included.
 */
// A CallContext never changes once made; it only carries no annotation that says so.
@SuppressWarnings("ImmutableEnumChecker")
enum Libc {
    ACCEPT4("accept4", 4),
    BIND("bind", 3),
    CLOSE("close", 1),
    CONNECT("connect", 3),
    DUP3("dup3", 3),
    EPOLL_CTL("epoll_ctl", 4),
    EVENTFD("eventfd", 2),
    EVENTFD_WRITE("eventfd_write", 2),
    EXECVE("execve", 3),
    FCNTL("fcntl", 3),
    FLOCK("flock", 2),
    GETEUID("geteuid", 0),
    GETSOCKNAME("getsockname", 3),
    GETSOCKOPT("getsockopt", 5),
    IOCTL("ioctl", 3),
    KILL("kill", 2),
    LISTEN("listen", 2),
    OPEN("open", 3),
    POLL("poll", 3),
    POSIX_SPAWN("posix_spawn", 6),
    PTHREAD_SIGMASK("pthread_sigmask", 3),
    PRCTL("prctl", 5),
    READ("read", 3),
    READLINK("readlink", 3),
    RECVMSG("recvmsg", 3),
    SCHED_GETSCHEDULER("sched_getscheduler", 1),
    SCHED_SETSCHEDULER("sched_setscheduler", 3),
    SENDMSG("sendmsg", 3),
    SETSOCKOPT("setsockopt", 5),
    SHUTDOWN("shutdown", 2),
    SIGACTION("sigaction", 3),
    SOCKET("socket", 3),
    SOCKETPAIR("socketpair", 4),
    SPAWN_ATTRIBUTES_DESTROY("posix_spawnattr_destroy", 1),
    SPAWN_ATTRIBUTES_FLAGS("posix_spawnattr_setflags", 2),
    SPAWN_ATTRIBUTES_INIT("posix_spawnattr_init", 1),
    SPAWN_ATTRIBUTES_SIGDEFAULT("posix_spawnattr_setsigdefault", 2),
    SPAWN_ATTRIBUTES_SIGMASK("posix_spawnattr_setsigmask", 2),
    SPAWN_FILES_ADDCHDIR("posix_spawn_file_actions_addchdir_np", 2),
    /** Since glibc 2.34; see {@link #exists()}. */
    SPAWN_FILES_ADDCLOSEFROM("posix_spawn_file_actions_addclosefrom_np", 2),
    SPAWN_FILES_ADDDUP2("posix_spawn_file_actions_adddup2", 3),
    SPAWN_FILES_ADDOPEN("posix_spawn_file_actions_addopen", 5),
    SPAWN_FILES_DESTROY("posix_spawn_file_actions_destroy", 1),
    SPAWN_FILES_INIT("posix_spawn_file_actions_init", 1),
    SYSCALL("syscall", 6),
    WAITID("waitid", 4);

    /** For {@link #call}: the error is the caller's to judge. */
    static final long FAILED = -1;

    // Loaded with this class: when the descriptor table is full, no file of a class can be opened any more.
    private static final int AGAIN = Errno.EAGAIN.number();
    private static final int INTERRUPTED = Errno.EINTR.number();

    private final String symbol;
    private final long address;
    private final CallContext context;

    Libc(String symbol, int arity) {
        this.symbol = symbol;
        this.address = Library.getDefault().getSymbolAddress(symbol);
        Type[] types = new Type[arity];
        Arrays.fill(types, Type.SINT64);
        this.context = CallContext.getCallContext(Type.SINT64, types, CallingConvention.DEFAULT, true);
    }

    /** Calls; on failure returns {@link #FAILED} and leaves the error to {@link #errno()} on this thread. */
    long call(long... a) {
        Invoker invoker = Invoker.getInstance();
        long result = switch (a.length) {
            case 0 -> invoker.invokeN0(context, address);
            case 1 -> invoker.invokeN1(context, address, a[0]);
            case 2 -> invoker.invokeN2(context, address, a[0], a[1]);
            case 3 -> invoker.invokeN3(context, address, a[0], a[1], a[2]);
            case 4 -> invoker.invokeN4(context, address, a[0], a[1], a[2], a[3]);
            case 5 -> invoker.invokeN5(context, address, a[0], a[1], a[2], a[3], a[4]);
            default -> invoker.invokeN6(context, address, a[0], a[1], a[2], a[3], a[4], a[5]);
        };
        // A function that returns int leaves the register's upper half undefined.
        return returnsLong() ? result : (int) result;
    }

    /** Calls, again after each EINTR. */
    long tried(long... a) throws ErrnoException {
        long result = triedWithoutWaiting(a);
        if (result == FAILED) {
            throw new ErrnoException(symbol, AGAIN);
        }
        return result;
    }

    /** As {@link #tried}, but returns {@link #FAILED} for EAGAIN: no failure, and too frequent for an exception. */
    long triedWithoutWaiting(long... a) throws ErrnoException {
        while (true) {
            long result = call(a);
            if (result != FAILED) {
                return result;
            }
            int errno = errno();
            if (errno == AGAIN) {
                return FAILED;
            }
            if (errno != INTERRUPTED) {
                throw new ErrnoException(symbol, errno);
            }
        }
    }

    /** Calls a function of those that return the error instead of leaving it: posix_spawn(3) and its like. */
    void returning(long... a) throws ErrnoException {
        long error = call(a);
        if (error != 0) {
            throw new ErrnoException(symbol, (int) error);
        }
    }

    /** False if the C library at hand is too old to have it. */
    boolean exists() {
        return address != 0;
    }

    /** Where it is, for a callee that calls it. */
    long address() {
        return address;
    }

    static int errno() {
        return LastError.getInstance().get();
    }

    ErrnoException failure() {
        return new ErrnoException(symbol, errno());
    }

    private boolean returnsLong() {
        return this == READ || this == READLINK || this == RECVMSG || this == SENDMSG || this == SYSCALL;
    }
}

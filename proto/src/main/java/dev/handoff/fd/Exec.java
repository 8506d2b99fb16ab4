package dev.handoff.fd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns this process into a program, under the same number: execve(2).
 *
 * <p>The program has 0, 1 and 2 of this process, from 3 on the descriptors that it is given, and no other. Its signal mask is
 * empty and no signal is ignored. No shutdown hook runs, no stream is flushed.
 *
 * <p>Hazard: descriptors 3 and on may be the JVM's own, the file of its classes or a jar. For some microseconds they refer to
 * what the program is to have, and a class that any thread loads then is garbage. Other threads should be idle.
 */
public final class Exec {
    private static final int SIG_SETMASK = 2;
    private static final int SIGSET = 128;
    /** What the kernel takes; its structure is four of them, the handler first. */
    private static final int KERNEL_SIGSET = 8;

    private static final int LAST_SIGNAL = 64;
    private static final long SIG_IGN = 1;
    private static final int O_CLOEXEC = 0x80000;

    private final Invocation invocation;
    private final Environment environment;
    private final List<OwnedFd> descriptors;

    private Exec(Invocation invocation, Environment environment, List<OwnedFd> descriptors) {
        this.invocation = invocation;
        this.environment = environment;
        this.descriptors = List.copyOf(descriptors);
    }

    /** The program, and what it has as 3, 4 and so on. */
    public static Exec of(Invocation invocation, Environment environment, List<OwnedFd> descriptors) {
        return new Exec(invocation, environment, descriptors);
    }

    /**
     * Does it. Does not return.
     *
     * <p>Where it can't, this process goes on as it was, but for signals that it ignored.
     *
     * @throws NotExecutableException if the file is neither a binary nor a script: ENOEXEC
     * @throws ErrnoException E2BIG, ENOMEM; ENOENT, EACCES if the file is gone by now
     */
    public void replace() throws IOException {
        DescriptorTable.closeOnExec();
        List<OwnedFd> held = new ArrayList<>();
        try (CStrings file = new CStrings(List.of(UnixPath.fileName(invocation.file())));
                CStrings nothing = new CStrings(List.of(new byte[0]));
                CStrings argv = new CStrings(invocation.argv());
                CStrings envp = new CStrings(environment.entries());
                NativeBlock noSignals = new NativeBlock(SIGSET);
                NativeBlock mask = new NativeBlock(SIGSET)) {
            Attempt attempt = new Attempt(argv.address(), envp.address(), noSignals.address(), mask.address());
            int[] sources = sources(held);
            ignoreNothing();
            // The same steps once for nothing, onto numbers that nobody misses: from here on no class has to be loaded.
            int[] spares = sources(held);
            attempt.run(sources, spares, saved(spares, held), nothing.address(0));
            int[] targets = targets();
            int errno = attempt.run(sources, targets, saved(targets, held), file.address(0));
            throw failure(errno);
        } finally {
            OwnedFd.closeAll(held);
        }
    }

    private IOException failure(int errno) {
        ErrnoException failure = new ErrnoException("execve", errno);
        return failure.is(Errno.ENOEXEC)
                ? new NotExecutableException(invocation.file() + ": " + failure.getMessage())
                : failure;
    }

    /** Duplicates above the targets, so that none of them is overwritten before it is read. */
    private int[] sources(List<OwnedFd> held) throws IOException {
        int[] sources = new int[descriptors.size()];
        for (int i = 0; i < sources.length; i++) {
            OwnedFd source = descriptors.get(i).duplicateFrom(3 + sources.length);
            held.add(source);
            sources[i] = source.number();
        }
        return sources;
    }

    private int[] targets() {
        int[] targets = new int[descriptors.size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = 3 + i;
        }
        return targets;
    }

    /** Duplicates of what the numbers refer to now, to be put back if the program can't be executed; -1 for nothing. */
    private static int[] saved(int[] targets, List<OwnedFd> held) throws IOException {
        int[] saved = new int[targets.length];
        for (int i = 0; i < saved.length; i++) {
            try {
                OwnedFd duplicate = Seat.at(targets[i]).duplicateFrom(3 + saved.length);
                held.add(duplicate);
                saved[i] = duplicate.number();
            } catch (ErrnoException e) {
                if (!e.is(Errno.EBADF)) {
                    throw e;
                }
                saved[i] = -1;
            }
        }
        return saved;
    }

    // The kernel's own call: the C library hides two signals, which a parent may have left ignored.
    private static void ignoreNothing() {
        int call = Machine.CURRENT.rtSigaction;
        try (NativeBlock byDefault = new NativeBlock(32);
                NativeBlock now = new NativeBlock(32)) {
            for (int signal = 1; signal <= LAST_SIGNAL; signal++) {
                Libc.SYSCALL.call(call, signal, 0, now.address(), KERNEL_SIGSET, 0);
                if (now.getLong(0) == SIG_IGN) {
                    Libc.SYSCALL.call(call, signal, byDefault.address(), 0, KERNEL_SIGSET, 0);
                }
            }
        }
    }

    /** The steps between which nothing else may happen. */
    private record Attempt(long argv, long envp, long noSignals, long mask) {
        /** Returns the error, with everything put back. */
        int run(int[] sources, int[] targets, int[] saved, long file) {
            Libc.PTHREAD_SIGMASK.call(SIG_SETMASK, noSignals, mask);
            for (int i = 0; i < sources.length; i++) {
                Libc.DUP3.call(sources[i], targets[i], 0);
            }
            Libc.EXECVE.call(file, argv, envp);
            int errno = Libc.errno();
            for (int i = 0; i < sources.length; i++) {
                if (saved[i] < 0) {
                    Libc.CLOSE.call(targets[i]);
                } else {
                    Libc.DUP3.call(saved[i], targets[i], O_CLOEXEC);
                }
            }
            Libc.PTHREAD_SIGMASK.call(SIG_SETMASK, mask, 0);
            return errno;
        }
    }
}

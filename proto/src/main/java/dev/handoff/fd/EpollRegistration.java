package dev.handoff.fd;

import java.io.IOException;
import java.util.Optional;

/**
 * One descriptor that an eventpoll of this process watches, as its fdinfo tells it: proc_pid_fdinfo(5).
 *
 * <p>The kernel keeps a registration under the number <em>and</em> the open file it had when it was added. So one can be
 * removed only while the number refers to that same file, and one left behind stays for as long as anybody holds the file.
 *
 * @param epoll the eventpoll's number; somebody else's, borrowed
 * @param target the watched number ({@code tfd})
 * @param events as epoll_ctl(2) takes them
 * @param data what epoll_wait(2) gives back
 * @param inode of the file that is watched, whatever the number refers to by now
 */
public record EpollRegistration(int epoll, int target, int events, long data, long inode) {
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLL_CTL_MOD = 3;
    private static final int EPOLLIN = 0x1;
    private static final int EPOLLEXCLUSIVE = 1 << 28;
    private static final int EPOLLONESHOT = 1 << 30;
    private static final int EFD_NONBLOCK = 0x800;
    private static final int EFD_CLOEXEC = 0x80000;
    /** EPOLLIN, EPOLLPRI, EPOLLOUT: a one-shot registration that fired has none of them left. */
    private static final int ARMED = 0x7;

    /** The number that a line of an eventpoll's fdinfo is about; -1 for lines that are about none. */
    public static int target(String line) {
        if (!line.startsWith("tfd:")) {
            return -1;
        }
        int from = 4;
        while (line.charAt(from) == ' ') {
            from++;
        }
        return Integer.parseInt(line, from, line.indexOf(' ', from), 10);
    }

    /** Reads a line that has a {@link #target}. */
    public static EpollRegistration parse(int epoll, String line) {
        String[] words = line.replace(":", ": ").trim().split("\\s+", -1);
        return new EpollRegistration(
                epoll,
                target(line),
                Integer.parseUnsignedInt(after("events:", words), 16),
                Long.parseUnsignedLong(after("data:", words), 16),
                Long.parseUnsignedLong(after("ino:", words), 16));
    }

    private static String after(String label, String[] words) {
        for (int i = 0; i + 1 < words.length; i++) {
            if (words[i].equals(label)) {
                return words[i + 1];
            }
        }
        throw new IllegalArgumentException("fdinfo without " + label);
    }

    /**
     * Takes it out of its eventpoll.
     *
     * @return false if its owner had already removed it, or closed the eventpoll
     */
    public boolean remove() throws IOException {
        return control(EPOLL_CTL_DEL, Errno.ENOENT);
    }

    /**
     * Puts it into its eventpoll, for the file that the number refers to now. If its owner has just done so himself, it is
     * set to these events and data. A one-shot registration that had fired is armed: at worst its owner wakes for nothing,
     * unarmed he might never wake.
     *
     * <p>Hazard: an owner who modifies, is told ENOENT, and then adds, will be told EEXIST if this comes in between. The
     * JDK's poller of virtual threads is such a one, and throws: see {@link #ring}.
     *
     * @return false if the eventpoll is gone
     * @throws ErrnoException ENOSPC (fs.epoll.max_user_watches), ENOMEM
     */
    public boolean add() throws IOException {
        try {
            return control(EPOLL_CTL_ADD);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
            // The kernel modifies no exclusive registration; the one that is there was made by its owner.
            return (events & EPOLLEXCLUSIVE) != 0 || control(EPOLL_CTL_MOD, Errno.ENOENT);
        }
    }

    /** True if it fires once and is then armed again by its owner. */
    public boolean isOneShot() {
        return (events & EPOLLONESHOT) != 0;
    }

    /** True unless it is a one-shot registration that has fired. */
    public boolean isArmed() {
        return (events & ARMED) != 0;
    }

    /**
     * Makes the eventpoll report this registration's data once, whatever its file does: through a registration of an
     * eventfd(2) that carries the same data. The owner finds nothing to accept and registers anew, by himself.
     *
     * @return the eventfd, to be closed once its registration has fired; empty if the eventpoll is gone
     */
    public Optional<OwnedFd> ring() throws IOException {
        OwnedFd bell = OwnedFd.of((int) Libc.EVENTFD.tried(1, EFD_CLOEXEC | EFD_NONBLOCK));
        try {
            if (bell.use(number -> control(EPOLL_CTL_ADD, number, EPOLLIN | EPOLLONESHOT))) {
                return Optional.of(bell);
            }
        } catch (IOException | RuntimeException e) {
            bell.close();
            throw e;
        }
        bell.close();
        return Optional.empty();
    }

    private boolean control(int operation, Errno... gone) throws ErrnoException {
        return control(operation, target, armed(), gone);
    }

    private boolean control(int operation, int number, int mask, Errno... gone) throws ErrnoException {
        try (NativeBlock event = new NativeBlock(16)) {
            event.putInt(0, mask).putLong(Machine.CURRENT.epollData, data);
            Libc.EPOLL_CTL.tried(epoll, operation, number, event.address());
            return true;
        } catch (ErrnoException e) {
            // The last three: the eventpoll's number was closed, or is no eventpoll any more.
            if (e.is(gone) || e.is(Errno.EBADF, Errno.EINVAL, Errno.EPERM)) {
                return false;
            }
            throw e;
        }
    }

    private int armed() {
        return isOneShot() && !isArmed() ? events | EPOLLIN : events;
    }
}

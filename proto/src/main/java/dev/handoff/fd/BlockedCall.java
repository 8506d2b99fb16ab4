package dev.handoff.fd;

import java.util.Optional;

/**
 * The system call that a thread sleeps in, as {@code /proc/self/task/TID/syscall} tells it: proc_pid_syscall(5).
 *
 * @param kind of those that can wait for a connection
 * @param first its first argument: accept's descriptor, poll's address of struct pollfd
 * @param second its second argument: how many pollfds
 */
public record BlockedCall(Kind kind, long first, long second) {
    /** What matters here of all the calls there are. */
    public enum Kind {
        ACCEPT,
        /** Or a call that was restarted after a stop, which may have been a poll. */
        POLL
    }

    /** sizeof(struct pollfd); the descriptor is its first four bytes. */
    public static final int POLLFD_SIZE = 8;

    /** Reads one line; empty if the thread runs, or sleeps in another call. */
    public static Optional<BlockedCall> parse(String line) {
        String[] words = line.trim().split(" ", -1);
        if (words.length < 3 || words[0].startsWith("-")) {
            return Optional.empty();
        }
        return kind(Integer.parseInt(words[0])).map(kind -> new BlockedCall(kind, hex(words[1]), hex(words[2])));
    }

    private static Optional<Kind> kind(int call) {
        Machine machine = Machine.CURRENT;
        if (call == machine.accept || call == machine.accept4) {
            return Optional.of(Kind.ACCEPT);
        }
        return call == machine.poll || call == machine.ppoll || call == machine.restart
                ? Optional.of(Kind.POLL)
                : Optional.empty();
    }

    private static long hex(String word) {
        return Long.parseUnsignedLong(word.substring(2), 16);
    }
}

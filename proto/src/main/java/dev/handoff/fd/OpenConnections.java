package dev.handoff.fd;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.OptionalLong;

/**
 * The connections that this process has accepted and not closed, whatever server holds them: each is a socket whose local
 * address is a listener's, accept(2). For servers that do not tell.
 *
 * <p>A drain asks often, and all that it must know at once is whether one is left. So a count is kept for as long as one of
 * the connections that it counted is seen to be open, which is one system call, and counted again when fifty times has gone by
 * what a count takes: with twenty thousand connections it may be a second old, and counting costs 2 % of a processor. A
 * connection costs twelve bytes.
 */
public final class OpenConnections {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_COOKIE = 57;
    private static final int REST = 50;

    // All guarded by this.
    private int[] numbers = new int[16];
    private long[] cookies = new long[16];
    private int count;
    /** The first that is not known to be closed. */
    private int witness;

    private long validUntil;

    /**
     * How many came in by one of {@code listeners}: by the port, or by the path of a Unix listener. 0 only if there is none.
     *
     * @throws IOException if /proc can't be read
     */
    public synchronized int count(Collection<SocketName> listeners) throws IOException {
        long now = System.nanoTime();
        if (count == 0 || now - validUntil >= 0 || !isAnyLeft()) {
            countAgain(listeners);
            validUntil = System.nanoTime() + REST * (System.nanoTime() - now);
        }
        return count;
    }

    private boolean isAnyLeft() {
        while (witness < count) {
            OptionalLong cookie = SocketOptions.find(numbers[witness], SOL_SOCKET, SO_COOKIE, 8);
            if (cookie.isPresent() && cookie.getAsLong() == cookies[witness]) {
                return true;
            }
            witness++;
        }
        return false;
    }

    private void countAgain(Collection<SocketName> listeners) throws IOException {
        count = 0;
        witness = 0;
        for (int number : DescriptorTable.open(DescriptorTable.size())) {
            if (isOf(number, listeners)) {
                add(number);
            }
        }
    }

    private void add(int number) {
        OptionalLong cookie = SocketOptions.find(number, SOL_SOCKET, SO_COOKIE, 8);
        if (cookie.isEmpty()) {
            return; // closed meanwhile
        }
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
            cookies = Arrays.copyOf(cookies, 2 * count);
        }
        numbers[count] = number;
        cookies[count] = cookie.getAsLong();
        count++;
    }

    private static boolean isOf(int number, Collection<SocketName> listeners) {
        OptionalLong listening = SocketOptions.find(number, SOL_SOCKET, SO_ACCEPTCONN, 4);
        if (listening.isEmpty() || listening.getAsLong() != 0) {
            return false;
        }
        try {
            SocketName name = SocketName.ofLocal(number);
            return listeners.stream().anyMatch(listener -> isBy(name, listener));
        } catch (IOException noSocketOfOurKind) {
            return false;
        }
    }

    private static boolean isBy(SocketName name, SocketName listener) {
        if (listener.family() == Family.UNIX) {
            return name.equals(listener);
        }
        return name.family() != Family.UNIX && name.port() == listener.port();
    }
}

package dev.handoff.fd;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The descriptors from 3 on that this process was started with, if whoever started it says how many: sd_listen_fds(3).
 *
 * <p>Hazard: nobody but that word tells them from descriptors that the virtual machine has opened since. So none is owned, let
 * alone closed, that is not a listening socket.
 */
public final class InheritedSockets {
    private static final int FIRST = 3;
    /** What was passed on is somebody's; its number, once closed, may be another file's. */
    private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

    private InheritedSockets() {}

    /**
     * Takes ownership of one, once in the life of the process, and makes it close-on-exec and non-blocking.
     *
     * @param index from 0
     * @return empty if it is no listening socket, or was taken before
     */
    public static Optional<OwnedFd> takeListening(int index) throws IOException {
        OwnedFd fd = OwnedFd.of(FIRST + index);
        if (TAKEN.contains(index) || !isListening(fd) || !TAKEN.add(index)) {
            fd.release();
            return Optional.empty();
        }
        fd.setCloseOnExec();
        fd.setNonBlocking();
        return Optional.of(fd);
    }

    private static boolean isListening(OwnedFd fd) {
        try {
            return SocketFacts.of(fd).isListening();
        } catch (IOException noSocket) {
            return false;
        }
    }
}

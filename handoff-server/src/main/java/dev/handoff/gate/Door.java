package dev.handoff.gate;

import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.SocketFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket that a seat can refer to.
 *
 * @param cookie SO_COOKIE: tells whether a number still refers to it
 * @param inode tells which file an epoll registration watches
 */
record Door(OwnedFd fd, long cookie, long inode) {
    static Door of(OwnedFd fd) throws IOException {
        return new Door(fd, SocketFacts.of(fd).cookie(), inode(fd));
    }

    // What a record has of its own is generated when it is first called: in the middle of a handoff, and 30 ms of it.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Door door && door.cookie == cookie;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(cookie);
    }

    private static long inode(OwnedFd fd) throws IOException {
        String link =
                Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd.number())).toString();
        return Long.parseUnsignedLong(link.substring(link.indexOf('[') + 1, link.indexOf(']')));
    }
}

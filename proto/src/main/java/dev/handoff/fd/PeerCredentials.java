package dev.handoff.fd;

import java.io.IOException;

/**
 * Who made the other end of a Unix connection, as the kernel recorded it: SO_PEERCRED, unix(7).
 *
 * <p>Authenticate by {@code uid} only. The pid is 0 across pid namespaces, and may be somebody else's by the time it is
 * looked at; across user namespaces the ids are the overflow ids.
 *
 * @param pid the peer's process in our pid namespace; 0 when it has none there
 */
public record PeerCredentials(int pid, int uid, int gid) {
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;

    static PeerCredentials of(OwnedFd fd) throws IOException {
        return fd.use(number -> {
            try (NativeBlock ucred = new NativeBlock(12);
                    NativeBlock length = new NativeBlock(4)) {
                length.putInt(0, 12);
                Libc.GETSOCKOPT.tried(number, SOL_SOCKET, SO_PEERCRED, ucred.address(), length.address());
                return new PeerCredentials(ucred.getInt(0), ucred.getInt(4), ucred.getInt(8));
            }
        });
    }

    /** The effective uid of this process. */
    public static int ownUid() {
        return (int) Libc.GETEUID.call();
    }
}

package dev.handoff.systemd;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.UnixDatagram;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket at which a service manager listens to its services: {@code $NOTIFY_SOCKET}, sd_notify(3).
 *
 * <p>Whatever is wrong with it, the service goes on: nothing here throws for it, and one line of log says that the manager
 * is not told, until it is told again. Thread-safe; notices arrive in the order in which they were sent.
 *
 * <p>Hazard: the manager knows a sender by its pid, at the moment when it reads. A process that ends at once after its last
 * notice may not be known any more, unless it is the main process of its unit.
 */
public final class NotifySocket {
    /** The manager reads first what services say. If it does not for so long, it hangs, and we shall not with it. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final Logger log = LoggerFactory.getLogger(NotifySocket.class);
    private final String address;
    /** Guarded by this. */
    private boolean isMute;

    private NotifySocket(String address) {
        this.address = address;
    }

    /** At a path, or at {@code @} and an abstract name. */
    public static NotifySocket at(String address) {
        return new NotifySocket(address);
    }

    /** The one that an environment names; empty if it names none. Ours is {@link System#getenv()}. */
    public static Optional<NotifySocket> of(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
                .filter(address -> !address.isEmpty())
                .map(NotifySocket::at);
    }

    /** Says it, and whether it was sent; that is no proof that the manager minds. Waits 250 ms at the longest. */
    public boolean tell(Notice notice) {
        return send(notice, List.of());
    }

    /**
     * Has the manager keep a duplicate, until the unit has stopped: whatever becomes of this process, its next start finds it
     * in {@code $LISTEN_FDS} under {@code name}. One that it keeps already it does not keep twice. {@code fd} stays the
     * caller's.
     *
     * @param name systemd's rule for FDNAME: 1 to 255 printable ASCII characters without a colon
     */
    public boolean store(String name, OwnedFd fd) {
        return send(Notice.of().store(name), List.of(fd));
    }

    private synchronized boolean send(Notice notice, List<OwnedFd> descriptors) {
        try {
            UnixDatagram.send(address, notice.bytes(), descriptors, Deadline.in(PATIENCE));
        } catch (IOException | RuntimeException e) {
            if (!isMute) {
                log.warn(
                        "NOTIFY_SOCKET {}: {}; the service manager is not told, this process goes on",
                        address,
                        e.getMessage());
            }
            isMute = true;
            return false;
        }
        log.debug("told the service manager: {}", notice);
        isMute = false;
        return true;
    }
}

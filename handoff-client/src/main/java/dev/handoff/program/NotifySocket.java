package dev.handoff.program;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.PeerCredentials;
import dev.handoff.fd.PidFd;
import dev.handoff.fd.UnixDatagrams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a program says READY=1: sd_notify(3). In a folder of its own that only this user can enter. What a process says that
 * is neither this user's nor root's nor the program's is not believed.
 *
 * <p>STATUS= is logged; STOPPING=1 before READY=1 is a failure. MAINPID= is not followed: the program is the process that was
 * started. What comes after READY=1 is not read.
 */
public final class NotifySocket implements ReadyWatch {
    /** systemd's own bound for a datagram. */
    private static final int MOST = 4096;

    private final Logger log = LoggerFactory.getLogger(NotifySocket.class);
    private final Path folder;
    private final UnixDatagrams socket;

    private NotifySocket(Path folder, UnixDatagrams socket) {
        this.folder = folder;
        this.socket = socket;
    }

    /**
     * Makes one.
     *
     * @throws dev.handoff.fd.PathTooLongException if {@code parent} is too long a path for sockets
     */
    public static NotifySocket in(Path parent) throws IOException {
        // Mode 0700.
        Path folder = Files.createTempDirectory(parent.toAbsolutePath(), "notify");
        try {
            return new NotifySocket(folder, UnixDatagrams.at(folder.resolve("s")));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(folder);
            throw e;
        }
    }

    @Override
    public Optional<Path> notifySocket() {
        return Optional.of(socket.path());
    }

    @Override
    public void await(int pid, PidFd process, Deadline deadline) throws IOException, InterruptedException {
        Patience patience = new Patience(process, deadline, "it has not said READY=1 at NOTIFY_SOCKET");
        while (true) {
            socket.awaitOrEndOf(process, patience.slice());
            // What it has said counts, even if it has ended since: that is seen next.
            Optional<UnixDatagrams.Datagram> said = socket.receive(MOST, Deadline.in(Duration.ZERO));
            if (said.isPresent() && isBelieved(said.get().sender(), pid) && isReady(said.get())) {
                return;
            }
            if (said.isEmpty()) {
                patience.check();
            }
        }
    }

    private boolean isBelieved(PeerCredentials sender, int pid) throws IOException {
        boolean isBelieved = sender.uid() == PeerCredentials.ownUid()
                || sender.uid() == 0
                || ProcessTree.contains(pid, sender.pid());
        if (!isBelieved) {
            log.warn(
                    "process {} of uid {} is not part of the program: what it says is left out",
                    sender.pid(),
                    sender.uid());
        }
        return isBelieved;
    }

    private boolean isReady(UnixDatagrams.Datagram said) throws NotReadyException {
        boolean isReady = false;
        for (String line : said.text().split("\n", -1)) {
            if (line.equals("READY=1")) {
                isReady = true;
            } else if (line.equals("STOPPING=1")) {
                throw new NotReadyException("says that it stops, before it was ready");
            } else if (line.startsWith("STATUS=")) {
                log.info("process {}: {}", said.sender().pid(), printable(line.substring("STATUS=".length())));
            }
        }
        return isReady;
    }

    // It must neither end a line of the log nor steer a terminal.
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    @Override
    public void close() {
        socket.close();
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            log.warn("{} is left behind: {}", folder, e.getMessage());
        }
    }
}

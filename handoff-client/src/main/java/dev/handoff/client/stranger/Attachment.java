package dev.handoff.client.stranger;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.handoff.client.stranger.StrangerException.Reason;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.PeerCredentials;
import dev.handoff.fd.Poll;
import dev.handoff.fd.Sockets;
import dev.handoff.fd.UnixStream;
import dev.handoff.wire.Frame;
import dev.handoff.wire.FrameChannel;
import dev.handoff.wire.Manifest;
import dev.handoff.wire.Messages;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.Envelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The way into a JVM where the kernel does not let us look for ourselves: our agent is loaded into it, and passes the listeners.
 * It is the JVM's own attaching, for the same user.
 */
final class Attachment {
    private static final Duration TIME = Duration.ofSeconds(10);

    private Attachment() {}

    /**
     * All listeners of the JVM {@code pid}; the caller closes them.
     *
     * @param agent handoff-agent.jar
     * @throws StrangerException NOT_PERMITTED, with the reason: no JVM, one that forbids it, or a failure in it
     */
    static List<NamedListener> listeners(int pid, Path agent) throws IOException {
        requireAttachable(pid);
        Path folder = Files.createTempDirectory("handoff-attach-"); // 0700
        Path socket = folder.resolve("s");
        try (OwnedFd listening = Sockets.listenUnix(socket, 1)) {
            attach(pid, agent, socket);
            return receive(listening, pid);
        } finally {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(folder);
        }
    }

    // To attach is to send SIGQUIT, which ends what is no JVM, and makes one that forbids it print its threads.
    private static void requireAttachable(int pid) throws IOException {
        Path process = Path.of("/proc", Integer.toString(pid));
        try (Stream<String> maps = Files.lines(process.resolve("maps"), StandardCharsets.ISO_8859_1)) {
            if (maps.noneMatch(line -> line.endsWith("/libjvm.so"))) {
                throw refused(pid, "is no JVM, so no agent can be attached to it");
            }
        }
        String command = new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.ISO_8859_1);
        if (List.of(command.split("\0", -1)).contains("-XX:+DisableAttachMechanism")) {
            throw refused(pid, "forbids that an agent is attached to it (-XX:+DisableAttachMechanism)");
        }
    }

    private static StrangerException refused(int pid, String why) {
        return new StrangerException(Reason.NOT_PERMITTED, Forbidden.named(pid) + " " + why);
    }

    private static void attach(int pid, Path agent, Path socket) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Integer.toString(pid));
            try {
                machine.loadAgent(agent.toAbsolutePath().toString(), "pass=" + socket);
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw refused(pid, "does not let an agent be attached to it: " + e.getMessage());
        } catch (AgentLoadException | AgentInitializationException e) {
            throw refused(pid, "does not run the agent " + agent + ": " + e.getMessage());
        } catch (NoClassDefFoundError e) {
            throw refused(
                    pid,
                    "is a JVM, and to attach to it takes a Java runtime with the module jdk.attach here, as a JDK has");
        }
    }

    private static List<NamedListener> receive(OwnedFd listening, int pid) throws IOException {
        Deadline deadline = Deadline.in(TIME);
        if (!Poll.readable(listening, deadline)) {
            throw refused(pid, "ran the agent, which passed nothing");
        }
        OwnedFd accepted = Sockets.accept(listening).orElseThrow(() -> refused(pid, "ran the agent, which hung up"));
        List<NamedListener> all = new ArrayList<>();
        try (FrameChannel channel = new FrameChannel(UnixStream.of(accepted))) {
            int uid = channel.stream().peer().uid();
            if (uid != PeerCredentials.ownUid()) {
                throw refused(pid, "was not the one who answered: uid " + uid);
            }
            int parts;
            int part = 0;
            do {
                Frame frame = Messages.expect(channel.receive(deadline), Envelope.MessageCase.GRANT);
                parts = frame.envelope().getGrant().getParts();
                all.addAll(Manifest.check(frame.envelope().getGrant().getListenersList(), frame.descriptors()));
            } while (++part < parts);
            return all;
        } catch (IOException | RuntimeException e) {
            all.forEach(NamedListener::close);
            throw e;
        }
    }
}

package dev.handoff.wire;

import com.google.protobuf.ByteString;
import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.SocketFacts;
import dev.handoff.fd.SocketName;
import dev.handoff.fd.SocketType;
import dev.handoff.fd.UnixStream;
import dev.handoff.wire.v1.Address;
import dev.handoff.wire.v1.Listener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The list of what a grant carries. The sender writes down what the kernel says of each socket; the receiver asks the
 * kernel again, of the descriptor that came, and takes none that differs.
 */
public final class Manifest {
    private Manifest() {}

    /** One frame's worth: descriptors and the entries that describe them, in the same order. */
    public static List<List<NamedListener>> parts(List<NamedListener> listeners) {
        List<List<NamedListener>> parts = new ArrayList<>();
        for (int from = 0; from < listeners.size(); from += UnixStream.MAX_DESCRIPTORS) {
            parts.add(listeners.subList(from, Math.min(listeners.size(), from + UnixStream.MAX_DESCRIPTORS)));
        }
        return parts;
    }

    /** The entry for one listener, its descriptor at {@code position} of the frame. */
    public static Listener entry(NamedListener listener, int position) {
        SocketFacts facts = listener.facts();
        return Listener.newBuilder()
                .setName(listener.name())
                .setFamily(wire(facts.family()))
                .setType(wire(facts.type()))
                .setProtocol(facts.protocol())
                .setAddress(address(facts.name()))
                .setReusePortIndex(listener.reusePortIndex())
                .setBacklog(listener.backlog())
                .setNetworkNamespace(facts.networkNamespace())
                .setPosition(position)
                .build();
    }

    /**
     * Matches one frame's descriptors to its entries. Takes ownership: on failure every descriptor is closed.
     *
     * @throws ProtocolException if an entry and the socket that came for it differ, naming both
     */
    public static List<NamedListener> check(List<Listener> entries, List<OwnedFd> descriptors) throws IOException {
        List<NamedListener> checked = new ArrayList<>();
        boolean whole = false;
        try {
            if (entries.size() != descriptors.size()) {
                throw new ProtocolException(entries.size() + " listeners, " + descriptors.size() + " descriptors");
            }
            for (Listener entry : inOrder(entries)) {
                checked.add(check(entry, descriptors.get(entry.getPosition())));
            }
            whole = true;
            return checked;
        } finally {
            if (!whole) {
                OwnedFd.closeAll(descriptors);
            }
        }
    }

    /**
     * Refuses what no honest predecessor sends: one socket twice, or one name and index twice.
     *
     * @throws ProtocolException naming the pair
     */
    public static void requireDistinct(List<NamedListener> listeners) throws ProtocolException {
        Set<Long> sockets = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (NamedListener listener : listeners) {
            if (!sockets.add(listener.facts().cookie())) {
                throw new ProtocolException(
                        "listener " + listener.name() + " is a socket that came under another name");
            }
            if (!names.add(listener.name() + ":" + listener.reusePortIndex())) {
                throw new ProtocolException("listener " + listener.name() + " came twice");
            }
        }
    }

    private static List<Listener> inOrder(List<Listener> entries) throws ProtocolException {
        Set<Integer> positions = new HashSet<>();
        for (Listener entry : entries) {
            int position = entry.getPosition();
            if (position < 0 || position >= entries.size() || !positions.add(position)) {
                throw new ProtocolException("listener " + entry.getName() + " claims descriptor "
                        + Integer.toUnsignedString(position) + " of " + entries.size());
            }
        }
        return entries;
    }

    private static NamedListener check(Listener entry, OwnedFd fd) throws IOException {
        SocketFacts facts = facts(entry, fd);
        require(entry, "family", entry.getFamily(), wire(facts.family()));
        require(entry, "type", entry.getType(), wire(facts.type()));
        require(entry, "protocol", entry.getProtocol(), facts.protocol());
        require(entry, "address", name(entry), facts.name());
        require(entry, "network namespace", entry.getNetworkNamespace(), facts.networkNamespace());
        if (facts.type() != SocketType.DATAGRAM && !facts.isListening()) {
            throw new ProtocolException("listener " + entry.getName() + " does not listen");
        }
        try {
            return new NamedListener(entry.getName(), facts, entry.getReusePortIndex(), entry.getBacklog(), fd);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()));
        }
    }

    private static SocketFacts facts(Listener entry, OwnedFd fd) throws ProtocolException {
        try {
            return SocketFacts.of(fd);
        } catch (IOException e) {
            throw new ProtocolException("listener " + entry.getName() + " is no socket: " + e.getMessage());
        }
    }

    private static void require(Listener entry, String what, Object declared, Object found) throws ProtocolException {
        if (!declared.equals(found)) {
            throw new ProtocolException("listener " + entry.getName() + ": the manifest says " + what + " " + declared
                    + ", the descriptor that came has " + found);
        }
    }

    private static Address address(SocketName name) {
        Address.Builder address = Address.newBuilder();
        if (name.family() == Family.UNIX) {
            return address.setPath(ByteString.copyFrom(name.bytes())).build();
        }
        return address.setIp(ByteString.copyFrom(name.bytes()))
                .setPort(name.port())
                .setScope(name.scope())
                .build();
    }

    /**
     * The address of an entry.
     *
     * @throws ProtocolException if it is none
     */
    public static SocketName name(Listener entry) throws ProtocolException {
        Address address = entry.getAddress();
        try {
            return entry.getFamily() == dev.handoff.wire.v1.Family.UNIX
                    ? SocketName.unix(address.getPath().toByteArray())
                    : SocketName.inet(address.getIp().toByteArray(), address.getPort(), address.getScope());
        } catch (IllegalArgumentException e) {
            throw new ProtocolException("listener " + entry.getName() + ": " + e.getMessage());
        }
    }

    private static dev.handoff.wire.v1.Family wire(Family family) {
        return switch (family) {
            case INET -> dev.handoff.wire.v1.Family.INET;
            case INET6 -> dev.handoff.wire.v1.Family.INET6;
            case UNIX -> dev.handoff.wire.v1.Family.UNIX;
        };
    }

    private static dev.handoff.wire.v1.SocketType wire(SocketType type) {
        return switch (type) {
            case STREAM -> dev.handoff.wire.v1.SocketType.STREAM;
            case DATAGRAM -> dev.handoff.wire.v1.SocketType.DATAGRAM;
            case SEQPACKET -> dev.handoff.wire.v1.SocketType.SEQPACKET;
        };
    }
}

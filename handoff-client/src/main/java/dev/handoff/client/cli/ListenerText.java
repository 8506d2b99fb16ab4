package dev.handoff.client.cli;

import dev.handoff.wire.Manifest;
import dev.handoff.wire.ProtocolException;
import dev.handoff.wire.v1.Family;
import dev.handoff.wire.v1.Listener;
import dev.handoff.wire.v1.SocketType;
import java.util.List;
import java.util.Locale;

/** Listeners as both commands show them. */
final class ListenerText {
    private ListenerText() {}

    static void json(List<Listener> listeners, Json into) throws ProtocolException {
        into.name("listeners").array();
        for (Listener listener : listeners) {
            into.object().name("name").value(listener.getName());
            into.name("type").value(type(listener));
            into.name("address").value(Manifest.name(listener).toString()).endObject();
        }
        into.endArray();
    }

    static String table(List<Listener> listeners) throws ProtocolException {
        Table table = new Table("NAME", "TYPE", "ADDRESS");
        for (Listener listener : listeners) {
            table.row(
                    Printable.of(listener.getName()),
                    type(listener),
                    Printable.of(Manifest.name(listener).toString()));
        }
        return table.toString();
    }

    /** tcp, udp, unix, unix-datagram, unix-seqpacket. */
    static String type(Listener listener) {
        SocketType type = listener.getType();
        if (listener.getFamily() == Family.UNIX) {
            return type == SocketType.STREAM ? "unix" : "unix-" + type.name().toLowerCase(Locale.ROOT);
        }
        return switch (type) {
            case STREAM -> "tcp";
            case DATAGRAM -> "udp";
            default -> type.name().toLowerCase(Locale.ROOT);
        };
    }
}

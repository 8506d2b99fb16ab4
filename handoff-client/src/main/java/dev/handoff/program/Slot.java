package dev.handoff.program;

import dev.handoff.fd.Family;
import dev.handoff.wire.NamedListener;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Where a program finds a listener.
 *
 * @param descriptor its number in the program
 * @param port of a TCP listener
 */
public record Slot(String name, int descriptor, OptionalInt port) {
    /** The first number that is passed: SD_LISTEN_FDS_START. */
    public static final int FIRST = 3;

    /** From {@link #FIRST} on, in the order of the list. */
    public static List<Slot> of(List<NamedListener> listeners) {
        List<Slot> slots = new ArrayList<>();
        for (NamedListener listener : listeners) {
            boolean isUnix = listener.facts().family() == Family.UNIX;
            OptionalInt port = isUnix
                    ? OptionalInt.empty()
                    : OptionalInt.of(listener.facts().name().inetSocketAddress().getPort());
            slots.add(new Slot(listener.name(), FIRST + slots.size(), port));
        }
        return slots;
    }
}

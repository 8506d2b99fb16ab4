package dev.handoff.client.cli;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * One thing that a watcher saw happen.
 *
 * @param line for people
 * @param members for programs, beside the time and the kind; only added to
 */
record Happening(long atMillis, Kind kind, String line, Consumer<Json> members) {
    enum Kind {
        /** Who owns the listeners, or in which phase it is, at first or since it changed. */
        SERVING,
        /** A successor has asked. */
        BEGUN,
        /** The exchange is in another phase. */
        PHASE,
        /** The successor says that it is in another phase. */
        SUCCESSOR,
        PROGRESS,
        REFUSED,
        OUTCOME,
        /** How much is left to drain. */
        DRAIN,
        DRAINED
    }

    static Happening now(Kind kind, String line, Consumer<Json> members) {
        return new Happening(System.currentTimeMillis(), kind, line, members);
    }

    /** {@code 12:00:00.123  the line}. */
    String text() {
        String time = Timestamp.of(atMillis);
        return time.substring(time.indexOf('T') + 1, time.length() - 1) + "  " + line;
    }

    /** One object. */
    String json() {
        Json json = new Json().object();
        json.name("at").value(Timestamp.of(atMillis));
        json.name("event").value(kind.name().toLowerCase(Locale.ROOT));
        json.name("text").value(line);
        members.accept(json);
        return json.endObject().toString();
    }
}

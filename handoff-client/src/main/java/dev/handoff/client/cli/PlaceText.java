package dev.handoff.client.cli;

import dev.handoff.client.stranger.StrangerListener;
import dev.handoff.wire.NamedListener;

/**
 * Where a process is to listen, as people write it: {@code 8080}, {@code 127.0.0.1:8080}, {@code [::]:8080},
 * {@code unix:/run/app.sock}, and how that is to be called.
 *
 * @param name what was written before an equals sign; else the port, or {@code unix}
 * @param place a port for every address with it, or a whole address
 */
record PlaceText(String name, String place) {
    static PlaceText parse(String text) throws UsageException {
        int equals = text.startsWith("unix:") ? -1 : text.indexOf('=');
        String place = text.substring(equals + 1);
        if (place.isEmpty() || (!place.contains(":") && !isPort(place))) {
            throw new UsageException("--listener: '" + Printable.of(text)
                    + "' is no PORT, HOST:PORT, [IPV6]:PORT or unix:PATH with or without NAME=");
        }
        try {
            String name = equals < 0 ? named(place) : text.substring(0, equals);
            return new PlaceText(NamedListener.requireName(name), place);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--listener: " + Printable.of(String.valueOf(e.getMessage())));
        }
    }

    private static boolean isPort(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65_535;
    }

    /** The name of a listener for which there was none. */
    static String nameOf(StrangerListener listener) {
        return named(listener.toString());
    }

    // A path may be what no name can be.
    private static String named(String place) {
        return place.startsWith("unix:") ? "unix" : place.substring(place.lastIndexOf(':') + 1);
    }

    boolean matches(StrangerListener listener) {
        return listener.toString().equals(place)
                || (isPort(place) && listener.name().port() == Integer.parseInt(place));
    }
}

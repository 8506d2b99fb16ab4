package dev.handoff.program;

import java.io.IOException;

/** {@code $LISTEN_FDS} and what belongs to it do not say what is so; the message is the whole sentence. */
public final class ListenFdsException extends IOException {
    private static final long serialVersionUID = 1;

    ListenFdsException(String message) {
        super(message);
    }
}

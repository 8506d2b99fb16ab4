package dev.handoff.fd;

import java.io.IOException;

/** A program can't be started as it is named: it is not there, or it is none. Nothing was started. */
public final class NotExecutableException extends IOException {
    private static final long serialVersionUID = 1;

    NotExecutableException(String message) {
        super(message);
    }
}

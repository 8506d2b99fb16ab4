package dev.handoff;

import java.io.IOException;

/** Somebody who does not answer at the control path holds an address that we are to listen on. */
public final class AddressInUseException extends IOException {
    private static final long serialVersionUID = 1;

    AddressInUseException(String listener, ListenAddress address, String control) {
        super("listener " + listener + ": " + address + " is in use by a process that does not answer at " + control);
    }
}

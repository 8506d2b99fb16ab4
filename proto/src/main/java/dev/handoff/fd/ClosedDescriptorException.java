package dev.handoff.fd;

import java.io.IOException;

/** The descriptor was closed, or passed on, by its owner. */
public final class ClosedDescriptorException extends IOException {
    private static final long serialVersionUID = 1;

    ClosedDescriptorException(int number) {
        super("descriptor " + number + " is closed");
    }
}

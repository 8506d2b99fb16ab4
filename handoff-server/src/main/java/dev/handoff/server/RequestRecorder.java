package dev.handoff.server;

import dev.handoff.wire.v1.RecordedRequest;
import java.util.List;

/** Notes what this process is asked while a successor starts. Each start is followed by a stop, on the same thread. */
public interface RequestRecorder {
    /** From now on. */
    void start();

    /**
     * No longer.
     *
     * @return safe requests, at most 64: no header of theirs, and nothing that nobody else may know
     */
    List<RecordedRequest> stop();
}

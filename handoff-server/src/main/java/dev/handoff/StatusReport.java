package dev.handoff;

import dev.handoff.fd.SocketFacts;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.wire.Manifest;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** How a process describes itself. */
final class StatusReport {
    /** The process's own, and what goes on at its control socket. */
    static Status full(Owner owner) {
        return owner.publication().status().orElseGet(() -> owner.status().build());
    }

    private StatusReport() {}

    static Status.Builder of(Owner owner, Optional<HandoffRecord> lastHandoff) {
        Status.Builder status = Status.newBuilder()
                .setGeneration(owner.generation())
                .setRelease(owner.identity().release())
                .setPid((int) ProcessHandle.current().pid())
                .setPhase(owner.phases().current().name())
                .setSinceMillis(owner.phases().since().toEpochMilli())
                .setInFlight(owner.drain().inFlight())
                .setConnections(owner.drain().connections())
                .setStore(owner.terms().isStore())
                .setDutiesOwned(owner.duties().isOwned());
        List<NamedListener> listeners = owner.listeners();
        for (int position = 0; position < listeners.size(); position++) {
            status.addListeners(Manifest.entry(listeners.get(position), position));
        }
        addForeign(status, listeners);
        lastHandoff.ifPresent(status::setLastHandoff);
        return status;
    }

    /** In one line. */
    static String line(Owner owner) {
        ProcessPhase phase = owner.phases().current();
        boolean isWarming = phase == ProcessPhase.STAGED && !owner.progress().isEmpty();
        return owner.name() + ": " + phase + (isWarming ? ", " + owner.progress() : "");
    }

    private static void addForeign(Status.Builder status, List<NamedListener> listeners) {
        long own;
        try {
            own = SocketFacts.ownNetworkNamespace();
        } catch (IOException unknown) {
            return;
        }
        listeners.stream()
                .filter(listener -> listener.facts().networkNamespace() != own)
                .forEach(listener -> status.addForeignListeners(listener.name()));
    }
}

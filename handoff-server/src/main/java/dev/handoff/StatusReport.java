package dev.handoff;

import dev.handoff.fd.SocketFacts;
import dev.handoff.phase.ProcessPhase;
import dev.handoff.wire.Manifest;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** How a process describes itself. */
final class StatusReport {
    /** The process's own, and what goes on at its control socket. */
    static Status full(Owner owner) {
        return owner.publication().status().orElseGet(() -> of(owner).build());
    }

    private StatusReport() {}

    static Status.Builder of(Owner owner) {
        Status.Builder status = Status.newBuilder()
                .setGeneration(owner.standing().generation())
                .setRelease(owner.standing().identity().release())
                .setPid((int) ProcessHandle.current().pid())
                .setPhase(owner.tenure().phases().current().name())
                .setStartedMillis(owner.tenure().phases().startedAt().toEpochMilli())
                .setSinceMillis(owner.tenure().phases().since().toEpochMilli())
                .setInFlight(owner.drain().inFlight())
                .setConnections(owner.drain().connections())
                .setStore(owner.terms().wanted().isStore())
                .setDutiesOwned(owner.duties().isOwned());
        List<NamedListener> listeners = owner.seats().fronts();
        for (int position = 0; position < listeners.size(); position++) {
            status.addListeners(Manifest.entry(listeners.get(position), position));
        }
        addForeign(status, listeners);
        owner.chronicle().tell(status);
        if (owner.drain().hasBegun()) {
            status.setDrain(draining(owner));
        }
        return status;
    }

    /** How its drain goes, as it is reported to the present owner, too. */
    static Draining draining(Owner owner) {
        Drain drain = owner.drain();
        return Draining.newBuilder()
                .setGeneration(owner.standing().generation())
                .setRelease(owner.standing().identity().release())
                .setPid((int) ProcessHandle.current().pid())
                .setStartedMillis(owner.tenure().phases().startedAt().toEpochMilli())
                .setInFlight(drain.inFlight())
                .setConnections(drain.connections())
                .setDeadlineMillis(drain.endsAt().map(Instant::toEpochMilli).orElse(0L))
                .setBeganMillis(drain.beganAt().map(Instant::toEpochMilli).orElse(0L))
                .setInFlightFirst(drain.inFlightFirst())
                .setConnectionsFirst(drain.connectionsFirst())
                .build();
    }

    /** In one line. */
    static String line(Owner owner) {
        ProcessPhase phase = owner.tenure().phases().current();
        boolean isWarming = phase == ProcessPhase.STAGED && !owner.progress().isEmpty();
        return owner.standing().name() + ": " + phase + (isWarming ? ", " + owner.progress() : "");
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

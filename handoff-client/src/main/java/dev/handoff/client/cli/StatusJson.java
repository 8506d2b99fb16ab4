package dev.handoff.client.cli;

import dev.handoff.wire.ProtocolException;
import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.Status;
import dev.handoff.wire.v1.Successor;
import java.util.List;

/** A status as one JSON object. Members are only added: scripts read it. */
final class StatusJson {
    private final Json json = new Json();

    private StatusJson() {}

    static String of(Status status) throws ProtocolException {
        return new StatusJson().write(status) + "\n";
    }

    private Json write(Status status) throws ProtocolException {
        json.object();
        json.name("generation").value(status.getGeneration());
        json.name("release").value(status.getRelease());
        json.name("pid").value(status.getPid());
        json.name("phase").value(status.getPhase());
        json.name("since").value(Timestamp.of(status.getSinceMillis()));
        ListenerText.json(status.getListenersList(), json);
        json.name("inFlight").value(status.getInFlight());
        json.name("connections").value(status.getConnections());
        draining(status.getDrainingList());
        json.name("lastHandoff");
        if (status.hasLastHandoff()) {
            RecordText.json(status.getLastHandoff(), json);
        } else {
            json.nothing();
        }
        json.name("successor");
        if (status.hasSuccessor()) {
            successor(status.getSuccessor());
        } else {
            json.nothing();
        }
        json.name("dutiesOwned").value(status.getDutiesOwned());
        json.name("foreignListeners").array();
        for (String name : status.getForeignListenersList()) {
            json.value(name);
        }
        json.endArray();
        more(status);
        return json.endObject();
    }

    private void more(Status status) {
        json.name("startedAt").valueOrNull(RecordText.timeOrNull(status.getStartedMillis()));
        json.name("store").value(status.getStore());
        RecordText.progress(status.getProgressList(), json);
        json.name("drain");
        if (status.hasDrain()) {
            generation(status.getDrain());
        } else {
            json.nothing();
        }
        json.name("lastRefusal");
        if (status.hasLastRefusal()) {
            RecordText.json(status.getLastRefusal(), json);
        } else {
            json.nothing();
        }
    }

    private void draining(List<Draining> generations) {
        json.name("draining").array();
        generations.forEach(this::generation);
        json.endArray();
    }

    private void generation(Draining generation) {
        json.object();
        json.name("generation").value(generation.getGeneration());
        json.name("release").value(generation.getRelease());
        json.name("pid").value(generation.getPid());
        json.name("inFlight").value(generation.getInFlight());
        json.name("connections").value(generation.getConnections());
        json.name("deadline").valueOrNull(RecordText.timeOrNull(generation.getDeadlineMillis()));
        json.name("startedAt").valueOrNull(RecordText.timeOrNull(generation.getStartedMillis()));
        json.name("beganAt").valueOrNull(RecordText.timeOrNull(generation.getBeganMillis()));
        json.name("inFlightFirst").value(generation.getInFlightFirst());
        json.name("connectionsFirst").value(generation.getConnectionsFirst());
        json.endObject();
    }

    private void successor(Successor successor) {
        json.object();
        json.name("release").value(successor.getRelease());
        json.name("pid").value(successor.getPid());
        json.name("phase").value(successor.getPhase());
        json.name("detail").value(successor.getDetail());
        json.name("since").value(Timestamp.of(successor.getSinceMillis()));
        json.name("generation").value(successor.getGeneration());
        RecordText.phases(successor.getPhasesList(), json);
        json.name("deadline").valueOrNull(RecordText.timeOrNull(successor.getDeadlineMillis()));
        json.name("probationMillis").value(successor.getProbationMillis());
        RecordText.progress(successor.getProgressList(), json);
        json.endObject();
    }
}

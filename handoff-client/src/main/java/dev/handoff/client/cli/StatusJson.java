package dev.handoff.client.cli;

import dev.handoff.wire.ProtocolException;
import dev.handoff.wire.v1.Draining;
import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.PhaseTime;
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
            lastHandoff(status.getLastHandoff());
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
        return json.endArray().endObject();
    }

    private void draining(List<Draining> generations) {
        json.name("draining").array();
        for (Draining generation : generations) {
            json.object();
            json.name("generation").value(generation.getGeneration());
            json.name("release").value(generation.getRelease());
            json.name("pid").value(generation.getPid());
            json.name("inFlight").value(generation.getInFlight());
            json.name("connections").value(generation.getConnections());
            long deadline = generation.getDeadlineMillis();
            json.name("deadline").valueOrNull(deadline == 0 ? null : Timestamp.of(deadline));
            json.endObject();
        }
        json.endArray();
    }

    private void lastHandoff(HandoffRecord last) {
        json.object();
        json.name("from").value(last.getFrom());
        json.name("to").value(last.getTo());
        json.name("fromRelease").value(last.getFromRelease());
        json.name("toRelease").value(last.getToRelease());
        json.name("outcome").value(last.getOutcome());
        json.name("reason").value(last.getReason());
        json.name("startedAt").value(Timestamp.of(last.getStartedMillis()));
        json.name("phases").array();
        for (PhaseTime phase : last.getPhasesList()) {
            json.object().name("phase").value(phase.getPhase());
            json.name("micros").value(phase.getMicros()).endObject();
        }
        json.endArray().endObject();
    }

    private void successor(Successor successor) {
        json.object();
        json.name("release").value(successor.getRelease());
        json.name("pid").value(successor.getPid());
        json.name("phase").value(successor.getPhase());
        json.name("detail").value(successor.getDetail());
        json.name("since").value(Timestamp.of(successor.getSinceMillis()));
        json.endObject();
    }
}

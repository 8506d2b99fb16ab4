package dev.handoff.management;

import dev.handoff.wire.v1.HandoffRecord;
import dev.handoff.wire.v1.Status;
import dev.handoff.wire.v1.Successor;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

/** The bean, and all that needs the module {@code java.management}. */
record HandoffBean(Supplier<Status> status, Supplier<List<HandoffRecord>> history) implements HandoffMXBean {
    /**
     * Publishes it.
     *
     * @return takes it away again; what fails then does not matter
     * @throws JMException if it can't be published, or is already
     */
    Runnable publish(String control) throws JMException {
        return publish(ManagementFactory.getPlatformMBeanServer(), control);
    }

    /** Publishes one of nobody's where nobody looks, and starts the platform's server. */
    static void rehearse() throws JMException {
        ManagementFactory.getPlatformMBeanServer();
        new HandoffBean(Status::getDefaultInstance, List::of)
                .publish(MBeanServerFactory.newMBeanServer(), "rehearsal")
                .run();
    }

    private Runnable publish(MBeanServer server, String control) throws JMException {
        ObjectName name = new ObjectName(
                "dev.handoff:type=Handoff,generation=" + getGeneration() + ",control=" + ObjectName.quote(control));
        server.registerMBean(this, name);
        return () -> {
            try {
                server.unregisterMBean(name);
            } catch (JMException gone) {
                // Somebody else took it away.
            }
        };
    }

    @Override
    public long getGeneration() {
        return status.get().getGeneration();
    }

    @Override
    public String getRelease() {
        return status.get().getRelease();
    }

    @Override
    public String getPhase() {
        return status.get().getPhase();
    }

    @Override
    public String getPhaseSince() {
        return Instant.ofEpochMilli(status.get().getSinceMillis()).toString();
    }

    @Override
    public long getInFlight() {
        return status.get().getInFlight();
    }

    @Override
    public long getConnections() {
        return status.get().getConnections();
    }

    @Override
    public boolean isDutiesOwned() {
        return status.get().getDutiesOwned();
    }

    @Override
    public String getSuccessor() {
        Status now = status.get();
        Successor successor = now.getSuccessor();
        return now.hasSuccessor()
                ? "release " + successor.getRelease() + ", pid " + successor.getPid() + ", " + successor.getPhase()
                : "";
    }

    @Override
    public int getDrainingGenerations() {
        return status.get().getDrainingCount();
    }

    @Override
    public String getLastOutcome() {
        return status.get().getLastHandoff().getOutcome();
    }

    @Override
    public List<String> getHistory() {
        return history.get().stream()
                .map(record -> Instant.ofEpochMilli(record.getStartedMillis()) + " " + record.getFrom() + " "
                        + record.getFromRelease() + " -> " + record.getTo() + " " + record.getToRelease() + ": "
                        + record.getOutcome() + " " + record.getReason())
                .toList();
    }
}

package dev.handoff.spring;

import dev.handoff.Ending;
import dev.handoff.Handoff;
import dev.handoff.phase.ProcessPhase;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;

/**
 * Joins the two lives. The application's first {@code ACCEPTING_TRAFFIC} makes this process the owner, before anybody else
 * hears of that event; a yield is told as {@code REFUSING_TRAFFIC}, a reclaim as {@code ACCEPTING_TRAFFIC}. An application
 * that says on probation that it is {@code BROKEN} is replaced by its predecessor.
 *
 * <p>Whoever comes first ends both: the drain's end closes the context, and then the JVM ends; a context that is closed by
 * somebody else drains first. Stopped first of all, started last.
 */
final class HandoffLifecycle
        implements SmartLifecycle, ApplicationListener<AvailabilityChangeEvent<?>>, DisposableBean, Ordered {
    private final Logger log = LoggerFactory.getLogger(HandoffLifecycle.class);
    private final Handoff handoff;
    private final ConfigurableApplicationContext context;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicBoolean ending = new AtomicBoolean();
    private volatile boolean endsJvm;
    private volatile boolean running;

    HandoffLifecycle(Handoff handoff, ConfigurableApplicationContext context) {
        this.handoff = handoff;
        this.context = context;
        handoff.onYield(() -> tell(ReadinessState.REFUSING_TRAFFIC));
        handoff.onReclaim(() -> tell(ReadinessState.ACCEPTING_TRAFFIC));
        handoff.onDrain(this::drained);
        // No daemon: the status is this thread's to give, and the last of the others would end the JVM with 0 before
        // it.
        new Thread(this::awaitEnd, "handoff-spring").start();
    }

    private void tell(ReadinessState state) {
        if (context.isActive()) {
            AvailabilityChangeEvent.publish(context, state);
        }
    }

    @Override
    public void onApplicationEvent(AvailabilityChangeEvent<?> event) {
        if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
            accept();
        } else if (event.getState() == LivenessState.BROKEN && handoff.phase() == ProcessPhase.ON_PROBATION) {
            fail();
        }
    }

    private void accept() {
        if (handoff.phase() != ProcessPhase.STAGED || !asked.compareAndSet(false, true)) {
            return;
        }
        try {
            handoff.ready();
        } catch (IOException e) {
            throw new HandoffFailedException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HandoffFailedException(e);
        }
    }

    private void fail() {
        try {
            handoff.fail("the application says that it is broken");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last of the drain: the application is stopped, as gracefully as it is configured to be. */
    private void drained() {
        if (ending.compareAndSet(false, true)) {
            endsJvm = true;
            context.close();
        }
    }

    private void awaitEnd() {
        try {
            Ending how = handoff.awaitRetired();
            if (endsJvm) {
                boolean isDone = how == Ending.HANDED_OVER || how == Ending.TERMINATED;
                log.info("generation {} ends: {}", handoff.generation(), how);
                System.exit(isDone ? 0 : HandoffFailedException.STATUS);
            }
        } catch (InterruptedException nobodyMay) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        if (ending.compareAndSet(false, true)) {
            handoff.close();
        }
    }

    /** For a context that fails before it has started: the listener goes back to the predecessor. */
    @Override
    public void destroy() {
        stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }

    /** As a listener: before Spring's own record of the state. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}

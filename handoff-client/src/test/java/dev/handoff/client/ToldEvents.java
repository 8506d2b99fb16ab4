package dev.handoff.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.phase.SuccessorPhase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What an application was told by a lease. */
final class ToldEvents implements LeaseEvents {
    private final CountDownLatch inherited = new CountDownLatch(1);
    private final CountDownLatch concluded = new CountDownLatch(1);
    /** Guarded by this. */
    private final List<String> told = new ArrayList<>();

    private synchronized void note(String event) {
        told.add(event);
    }

    private void conclude(String event) {
        note(event);
        concluded.countDown();
    }

    @Override
    public void onInherited() {
        note("inherited");
        inherited.countDown();
    }

    @Override
    public void onOwner(String why) {
        conclude("owner");
    }

    @Override
    public void onAborted(String reason) {
        conclude("aborted");
    }

    @Override
    public void onReclaimed(String reason) {
        conclude("reclaimed");
    }

    @Override
    public void onDutiesFree(boolean certain, String why) {
        note(certain ? "duties free" : "duties uncertain");
    }

    @Override
    public void onDutiesLost(String why) {
        note("duties lost");
    }

    void awaitInherited() throws InterruptedException {
        assertThat(inherited.await(10, TimeUnit.SECONDS)).as("heir").isTrue();
    }

    /** The end came once, and was this one; duties are free only if something said so. */
    void assertToldOnce(SuccessorPhase end, boolean dutiesMayBeFree) throws InterruptedException {
        assertThat(concluded.await(10, TimeUnit.SECONDS)).as("told").isTrue();
        synchronized (this) {
            String expected = switch (end) {
                case OWNER -> "owner";
                case FAILED -> "aborted";
                default -> "reclaimed";
            };
            assertThat(told)
                    .filteredOn(List.of("owner", "aborted", "reclaimed")::contains)
                    .containsExactly(expected);
            assertThat(told).filteredOn("duties free"::equals).hasSizeLessThanOrEqualTo(1);
            if (!dutiesMayBeFree && end != SuccessorPhase.OWNER) {
                assertThat(told).doesNotContain("duties free");
            }
        }
    }
}

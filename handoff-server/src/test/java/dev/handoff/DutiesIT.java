package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A duty that marks a file while it runs, over many handoffs between processes. */
class DutiesIT extends ProcessFixture {
    private static final int HANDOFFS = 6;

    /** Started ahead of their turn, so that the machine is not idle while one waits for the other. */
    private final List<ServiceProcess> waiting = new ArrayList<>();

    private int made;

    private ServiceProcess next() throws Exception {
        while (waiting.size() < 3 && made < HANDOFFS) {
            made++;
            waiting.add(start("r" + made, "await=a line", made % 3 == 0 ? PROBATION : "probation=100"));
        }
        ServiceProcess next = waiting.remove(0);
        next.await("WAITING");
        next.tell("go");
        next.await("READY");
        return next;
    }

    @Test
    void neverTwoRunItAndInTheEndOneDoes() throws Exception {
        ServiceProcess owner = serving("r0");
        List<Long> owners = new ArrayList<>(List.of(owner.pid()));
        for (int i = 1; i <= HANDOFFS; i++) {
            ServiceProcess successor = next();
            owners.add(successor.pid());
            await().atMost(LONG).until(() -> duties().owners().equals(owners));
            if (i % 3 == 0) {
                if (i % 2 == 0) {
                    successor.signal("KILL");
                } else {
                    successor.tell("fail");
                }
                successor.awaitExit();
                owners.add(owner.pid());
                await().atMost(LONG).until(() -> duties().owners().equals(owners));
            } else {
                assertThat(owner.awaitExit()).isZero();
                owner = successor;
            }
            assertThat(duties().violations()).isEmpty();
        }
        awaitOwner(owner);
    }
}

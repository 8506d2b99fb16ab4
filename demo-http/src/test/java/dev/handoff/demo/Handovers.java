package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.demo.load.Load;
import dev.handoff.demo.load.Mark;
import dev.handoff.demo.load.Report;
import dev.handoff.demo.takeover.Crashed;
import dev.handoff.demo.takeover.DemoProcess;
import java.time.Instant;
import java.util.Arrays;

/** What every server has to stand. */
public final class Handovers {
    private static final int HANDOFFS = 3;
    private static final int PER_SECOND = 60;

    private Handovers() {}

    /**
     * Three handoffs, then a release that is killed on probation, then another handoff, all under load on fresh and on kept
     * connections. Nothing is lost but what the killed process had itself accepted.
     *
     * @return the last owner, which still serves
     */
    public static DemoProcess loseNothing(Rollout rollout, String... options) throws Exception {
        DemoProcess owner = rollout.first(options);
        try (Load load = rollout.load(PER_SECOND)) {
            for (int handoff = 0; handoff < HANDOFFS; handoff++) {
                owner = replace(rollout, owner, options);
            }
            Report before = load.since(Mark.START);
            System.out.println(HANDOFFS + " handoffs: " + before);
            Rollout.assertNothingFailed(before);
            assertThat(before.answers().keySet()).hasSizeGreaterThanOrEqualTo(HANDOFFS);

            DemoProcess broken = rollout.start(with(options, "--probation", "60s"));
            Instant ready = broken.awaitWarm(Rollout.LIMIT).at();
            broken.awaitReady(Rollout.LIMIT);
            broken.kill();
            broken.awaitExit(Rollout.LIMIT);
            assertThat(owner.isAlive()).as("%s takes back", owner).isTrue();
            owner = replace(rollout, owner, options);
            Report all = load.stop();
            System.out.println("and a crash: " + all);
            Rollout.assertNothingFailed(all, new Crashed(broken.pid(), ready, broken.goneAt()));
        }
        return owner;
    }

    private static DemoProcess replace(Rollout rollout, DemoProcess owner, String... options) throws Exception {
        DemoProcess next = rollout.replace(options);
        assertThat(owner.awaitExit(Rollout.LIMIT))
                .as("%s drained: %s", owner, owner.output())
                .isZero();
        return next;
    }

    private static String[] with(String[] options, String... more) {
        String[] all = Arrays.copyOf(options, options.length + more.length);
        System.arraycopy(more, 0, all, options.length, more.length);
        return all;
    }
}

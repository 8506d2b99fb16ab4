package dev.handoff.netty;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.demo.Handovers;
import dev.handoff.demo.Rollout;
import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Netty on both of its transports, replaced under load. */
@Timeout(300)
class NettyHandoffIT {
    @Test
    void losesNoRequestOnSelectors() throws Exception {
        try (Rollout rollout = Rollout.of(NettyServer.class)) {
            Handovers.loseNothing(rollout);
        }
    }

    @Test
    void losesNoRequestOnEpoll() throws Exception {
        assumeTrue(Epoll.isAvailable(), "skipped: no native epoll transport for this machine");
        try (Rollout rollout = Rollout.of(NettyServer.class, "-Depoll=true")) {
            Handovers.loseNothing(rollout);
        }
    }
}

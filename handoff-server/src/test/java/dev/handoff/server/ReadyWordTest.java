package dev.handoff.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.handoff.fd.Deadline;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.RefusalCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadyWordTest {
    private static final Deadline LONG = Deadline.in(Duration.ofSeconds(50));

    private final ReadyWord word = new ReadyWord();

    private CompletableFuture<Void> saying(Deadline deadline) {
        return CompletableFuture.runAsync(() -> {
            try {
                word.say(deadline);
            } catch (RefusedException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void awaitSaid() throws InterruptedException {
        while (!word.isSaid()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @Test
    void isRefusedWhereNobodyWaitsForIt() {
        assertThatThrownBy(() -> word.say(LONG))
                .asInstanceOf(type(RefusedException.class))
                .returns(RefusalCode.NOT_AWAITED, RefusedException::code);
        assertThat(word.hear()).isFalse();
    }

    @Test
    void isSaidWhenItIsHeard() throws Exception {
        word.await(true);
        CompletableFuture<Void> saying = saying(LONG);
        awaitSaid();
        assertThat(saying).isNotDone();
        assertThat(word.hear()).isTrue();
        saying.get(30, TimeUnit.SECONDS);
        word.say(LONG); // again: it was heard
    }

    @Test
    void isNotTakenForHeardByOneThatIsGoneOrHangs() throws Exception {
        word.await(true);
        assertThatThrownBy(() -> word.say(Deadline.in(Duration.ofMillis(10))))
                .asInstanceOf(type(RefusedException.class))
                .returns(RefusalCode.BUSY, RefusedException::code);
        CompletableFuture<Void> saying = saying(LONG);
        word.end();
        assertThatThrownBy(() -> saying.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(RefusedException.class);
    }
}

package dev.handoff.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.fd.Deadline;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

class RefusalLogTest {
    private final List<String> lines = new ArrayList<>();
    private final AtomicReference<Deadline> span = new AtomicReference<>(Deadline.never());
    private final RefusalLog refusals = new RefusalLog(logger(), span::get);

    private Logger logger() {
        return (Logger) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("info");
                    Object[] values = (Object[]) arguments[1];
                    lines.add(MessageFormatter.arrayFormat((String) arguments[0], values)
                            .getMessage());
                    return null;
                });
    }

    private void refuse(int times) {
        for (int i = 0; i < times; i++) {
            refusals.refused(ExchangeFuzzTest.OURSELVES, "PROTOCOL garbage");
        }
    }

    @Test
    void isOneLineWithThePeersUidAndTheReason() {
        refuse(1);
        assertThat(lines)
                .containsExactly("refused pid " + ProcessHandle.current().pid() + ", uid "
                        + ExchangeFuzzTest.OURSELVES.uid() + ": PROTOCOL garbage");
    }

    @Test
    void tenThousandAreAFewLinesAndTheCountOfTheOthers() {
        span.set(Deadline.never());
        refuse(10_000);
        assertThat(lines).hasSize(RefusalLog.BURST);
    }

    @Test
    void saysInTheNextSpanWhatItLeftOut() throws Exception {
        Deadline soon = Deadline.in(Duration.ofMillis(500));
        span.set(soon);
        refuse(10_000);
        int shown = lines.size();
        assertThat(shown).isEqualTo(RefusalLog.BURST);
        while (!soon.isPast()) {
            Thread.sleep(10);
        }
        span.set(Deadline.never());
        refuse(2);
        assertThat(lines.get(shown)).endsWith(" (after " + (10_000 - shown) + " refusals that are not shown)");
        assertThat(lines.get(shown + 1)).endsWith("PROTOCOL garbage");
    }

    @Test
    void aPeersWordsStayOnTheLine() {
        refusals.refused(ExchangeFuzzTest.OURSELVES, "UNKNOWN_LISTENER \"a\nERROR all is lost\u001b[2J\u2028\u202e\"");
        assertThat(lines.get(0)).endsWith("\"a\\u000aERROR all is lost\\u001b[2J\\u2028\\u202e\"");
        refusals.refused(ExchangeFuzzTest.OURSELVES, "x".repeat(60_000));
        assertThat(lines.get(1)).hasSizeLessThan(600).endsWith("...");
    }
}

package dev.handoff.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.handoff.demo.load.Failure;
import dev.handoff.demo.load.FailureKind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PeersTest {
    /** Steady at 1 ms, one of them 2; around the handoff 1.2 ms, and the slowest 5. */
    private static Standing standing(String name, Failure... failures) {
        List<Passage.Sample> steady = samples(1_000, 2_000);
        List<Passage.Sample> around = samples(1_200, 5_000);
        Standing standing = new Standing(name);
        standing.add(new Passage(
                2_000, List.of(failures), steady, around, Map.of("first answer", 100.0, "old told to go", 90.0), true));
        standing.add(new Passage(2_000, List.of(), steady, around, Map.of("first answer", 300.0), true));
        return standing;
    }

    private static List<Passage.Sample> samples(long micros, long slowest) {
        List<Passage.Sample> samples = new ArrayList<>();
        for (int i = 0; i < 999; i++) {
            samples.add(new Passage.Sample(i * 1_000 - 500_000, micros));
        }
        samples.add(new Passage.Sample(499_000, slowest));
        return samples;
    }

    private static Failure failure(FailureKind kind, boolean kept) {
        return new Failure(kind, kept, Instant.EPOCH, null, Instant.EPOCH, null, "");
    }

    @Test
    void comparesTheSlowestWithTheSlowestOfTheSteadyTime() {
        Standing standing = standing("x");
        assertThat(standing.handoffs()).isEqualTo(2);
        assertThat(standing.requests()).isEqualTo(4_000);
        assertThat(standing.ratio(100)).isBetween(2.49, 2.51);
        assertThat(standing.ratio(50)).isBetween(1.19, 1.21);
        assertThat(standing.phases()).containsEntry("first answer", 200.0);
    }

    @Test
    void putsEachAnswerIntoItsPieceOfTime() {
        Map<Long, Long> slowest = new TreeMap<>();
        standing("x").overTime().forEach((start, latencies) -> slowest.put(start, latencies.getMaxValue()));
        assertThat(slowest).hasSize(40).containsKeys(-500_000L, 0L, 475_000L);
        assertThat(slowest.remove(475_000L)).isBetween(5_000L, 5_010L);
        assertThat(slowest.values()).allMatch(latency -> latency >= 1_200 && latency < 1_205);
    }

    @Test
    void countsFailuresByKindAndConnection() {
        Standing standing = standing(
                "x",
                failure(FailureKind.RESET, true),
                failure(FailureKind.EOF, true),
                failure(FailureKind.RESET, false));
        assertThat(standing.failures(true)).isEqualTo(2);
        assertThat(standing.failures(false)).isEqualTo(1);
        assertThat(standing.failuresByKind()).isEqualTo(Map.of("reset", 2L, "eof", 1L));
        assertThat(standing.failuresPerHandoff()).containsExactly(3, 0);
    }

    @Test
    void saysWhichBarIsMissed() {
        Standing lossless = standing("ours");
        List<String> bars = Bars.of(lossless, Optional.of(standing("other")));
        assertThat(bars).hasSize(5);
        assertThat(bars.get(0)).startsWith("holds").contains("0 of 4000");
        assertThat(bars.get(3)).startsWith("MISSED").contains("2.50");
        assertThat(bars.get(4)).startsWith("holds");
        assertThat(Bars.isLossless(standing("ours", failure(FailureKind.EOF, true))))
                .isFalse();
    }

    @Test
    void writesTheSameAsTableAsPageAndAsJson() throws IOException {
        List<Standing> standings = List.of(standing("a <b>"), standing("c", failure(FailureKind.EOF, true)));
        assertThat(Tables.markdown(standings).lines()).hasSize(4).allMatch(line -> line.startsWith("| "));
        var contestants = JsonParser.parseString(Tables.json("about", standings))
                .getAsJsonObject()
                .getAsJsonArray("contestants");
        assertThat(contestants.get(1).getAsJsonObject().get("failed_kept").getAsInt())
                .isEqualTo(1);
        String page = Page.of("about", standings);
        assertThat(page).contains("a &lt;b&gt;").doesNotContain("a <b>", "http://", "https://", "<script");
        assertThat(page.split("data:image/png;base64,iVBOR", -1)).hasSize(5); // four pictures, each a PNG
    }

    @Test
    void givesOursSeveralTurnsBetweenTheOthers() {
        assertThat(Peers.Order.of(7, 3)).containsExactly(0, 1, 2, 0, 3, 4, 0, 5, 6);
        assertThat(Peers.Order.of(3, 1)).containsExactly(0, 1, 2);
        assertThat(Peers.Order.of(1, 2)).containsExactly(0, 0);
    }
}

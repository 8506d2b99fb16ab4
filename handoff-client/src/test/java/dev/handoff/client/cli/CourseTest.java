package dev.handoff.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import dev.handoff.wire.v1.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a watcher makes of one status after another. */
class CourseTest {
    private static final String OWNER = "generation: 1 release: 'v1' pid: 41 phase: 'OWNER' ";
    private static final String SUCCESSOR = OWNER
            + "successor { release: 'v2' pid: 42 generation: 2 since_millis: 1000 phase: 'STAGED' probation_millis: 10000"
            + " phases { phase: 'GREETED' micros: 1000 } phases { phase: 'GRANTED' micros: 3200000 }"
            + " progress { name: 'warm-up' done: 7 total: 20 text: 'replays' } }";
    private static final String RECORD =
            "{ from: 1 to: 2 from_release: 'v1' to_release: 'v2' started_millis: 1000 reason: 'it died' outcome: ";

    private final List<Happening> told = new ArrayList<>();
    private final Course course = new Course(told::add);

    private void see(String text) throws Exception {
        course.see(TextFormat.parse(text, Status.class));
    }

    private void assertTold(String... lines) {
        assertThat(told).extracting(Happening::line).containsExactly(lines);
        told.forEach(each -> Schemas.assertHolds("watch", each.json() + "\n"));
    }

    @Test
    void followsAGoodHandoffFromOneOwnerToTheNext() throws Exception {
        see(OWNER);
        see(SUCCESSOR);
        see(SUCCESSOR
                .replace("'STAGED'", "'ON_PROBATION'")
                .replace("} progress", "} phases { phase: 'COMMITTED' micros: 5 } progress"));
        see("generation: 1 release: 'v1' pid: 41 phase: 'RETIRED' last_handoff " + RECORD + "'confirmed' }"
                + " drain { generation: 1 in_flight: 2 connections: 5 connections_first: 9 }");
        assertThat(course.stage()).isEqualTo(Course.Stage.DRAIN);
        course.lost();
        assertThat(course.stage()).isEqualTo(Course.Stage.OVER);
        assertTold(
                "generation 1 (v1, pid 41): OWNER",
                "generation 2 (v2, pid 42) asks",
                "GREETED",
                "GRANTED, after 1 ms of GREETED",
                "the successor is STAGED",
                "warm-up: 7 of 20, replays",
                "COMMITTED, after 3.2 s of GRANTED",
                "the successor is ON_PROBATION",
                "generation 1 (v1, pid 41): RETIRED",
                "release v2 owns the listeners, confirmed: it died",
                "generation 1 drains: 2 in flight, 5 connections",
                "generation 1 has ended, 5 connections were left");
        OutcomeException.require(course.outcome().orElseThrow());
    }

    @Test
    void endsWhenTheReleaseIsUndone() throws Exception {
        see(SUCCESSOR);
        see(OWNER + "last_handoff " + RECORD + "'reclaimed' }");
        assertThat(course.stage()).isEqualTo(Course.Stage.OVER);
        assertThatThrownBy(() -> OutcomeException.require(course.outcome().orElseThrow()))
                .hasMessage("release v2 was undone, generation 1 accepts again: it died")
                .isInstanceOfSatisfying(
                        OutcomeException.class, e -> assertThat(e.status()).isEqualTo(ExitStatus.TEMPORARY));
    }

    @Test
    void theOutcomeComesBeforeTheNextSuccessor() throws Exception {
        see(SUCCESSOR);
        see(SUCCESSOR.replace("since_millis: 1000", "since_millis: 2000") + "last_handoff " + RECORD + "'aborted' }");
        assertThat(course.stage()).isEqualTo(Course.Stage.OVER);
        assertThat(course.outcome().orElseThrow().getOutcome()).isEqualTo("aborted");
    }

    @Test
    void aRefusalEndsItUnlessAnotherIsFollowed() throws Exception {
        String refused = "last_refusal { from: 1 to_release: 'v0' to_pid: 9 started_millis: 5 times: %d refusal: BUSY"
                + " outcome: 'refused' reason: 'no' }";
        see(SUCCESSOR + refused.formatted(1));
        see(SUCCESSOR + refused.formatted(2));
        assertThat(course.stage()).isEqualTo(Course.Stage.EXCHANGE);
        assertThat(told.get(told.size() - 1).line()).isEqualTo("release v0 (pid 9) is refused: BUSY: no");
        told.forEach(each -> Schemas.assertHolds("watch", each.json() + "\n"));
        Course idle = new Course(each -> {});
        idle.see(TextFormat.parse(OWNER + refused.formatted(2), Status.class));
        assertThat(idle.stage()).as("what was refused before").isEqualTo(Course.Stage.IDLE);
        idle.see(TextFormat.parse(OWNER + refused.formatted(3), Status.class));
        assertThatThrownBy(() -> OutcomeException.require(idle.outcome().orElseThrow()))
                .hasMessage("refused: 3 times: BUSY: no");
    }

    @Test
    void anHeirIsFollowedUntilItOwns() throws Exception {
        see(SUCCESSOR);
        course.lost();
        see("generation: 2 release: 'v2' pid: 42 phase: 'STAGED'");
        assertThat(course.stage()).isEqualTo(Course.Stage.EXCHANGE);
        see("generation: 2 release: 'v2' pid: 42 phase: 'OWNER' last_handoff " + RECORD + "'predecessor-died' }");
        assertThat(course.stage()).isEqualTo(Course.Stage.OVER);
        OutcomeException.require(course.outcome().orElseThrow());
    }

    @Test
    void aPictureFitsItsColumnsWhateverThePeerSays() throws Exception {
        String rude = SUCCESSOR
                .replace("'v2'", "'" + "v".repeat(128) + "'")
                .replace("'replays'", "'" + "\\033[2J words".repeat(15) + "'")
                .replace("'warm-up'", "'" + "name".repeat(16) + "'")
                .replace("'v1'", "'\\033]0;title\\007'");
        see(rude);
        for (int columns : List.of(20, 39, 79, 200)) {
            List<String> lines = Picture.of(course, columns, Paint.PLAIN);
            assertThat(lines)
                    .hasSizeGreaterThan(3)
                    .allSatisfy(
                            line -> assertThat(line).doesNotContain("\u001b").hasSizeLessThanOrEqualTo(columns));
        }
        see(OWNER + "last_handoff " + RECORD + "'reclaimed' }");
        assertThat(Picture.of(course, 39, Paint.COLOURED))
                .allSatisfy(line -> assertThat(Paint.width(line)).isLessThanOrEqualTo(39))
                .anySatisfy(line -> assertThat(line).contains("\u001b[31m"));
    }
}

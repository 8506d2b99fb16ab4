package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Several processes start on one control path at the same instant. */
class StartersIT extends ProcessFixture {
    private static final int MANY = 10;

    private List<ServiceProcess> startTogether(int count, String... more) throws Exception {
        List<ServiceProcess> starters = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            List<String> arguments = new ArrayList<>(List.of("await=a line", "probation=100"));
            arguments.addAll(List.of(more));
            starters.add(start("s" + i, arguments.toArray(String[]::new)));
        }
        for (ServiceProcess starter : starters) {
            starter.await("WAITING");
        }
        for (ServiceProcess starter : starters) {
            starter.tell("go");
        }
        return starters;
    }

    @Test
    void oneBindsAndTheOthersTakeOverInLine() throws Exception {
        List<ServiceProcess> starters = startTogether(MANY, "wait=100000");
        TreeSet<Long> generations = new TreeSet<>();
        int first = 0;
        for (ServiceProcess starter : starters) {
            String[] open = starter.await("OPEN").split(" ", -1);
            generations.add(Long.parseLong(open[0]));
            first += Boolean.parseBoolean(open[1]) ? 1 : 0;
        }
        assertThat(first).isEqualTo(1);
        assertThat(generations).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        awaitStatus(status ->
                status.getGeneration() == MANY && status.getPhase().equals("OWNER") && status.getDutiesOwned());
        long owner = status().orElseThrow().getPid();
        for (ServiceProcess starter : starters) {
            if (starter.pid() != owner) {
                assertThat(starter.awaitExit()).isZero();
            }
        }
        assertThat(duties().owners()).endsWith(owner).doesNotHaveDuplicates();
    }

    @Test
    void ofTwoThatStartAfterAKillOneBinds() throws Exception {
        ServiceProcess first = serving("v1");
        first.signal("KILL");
        first.awaitExit();
        List<ServiceProcess> two = startTogether(2);
        assertThat(List.of(two.get(0).awaitOpen(), two.get(1).awaitOpen())).containsExactlyInAnyOrder(1L, 2L);
        awaitStatus(
                status -> status.getGeneration() == 2 && status.getPhase().equals("OWNER") && status.getDutiesOwned());
    }

    @Test
    void ofTwoSuccessorsOneTakesOverFromTheOther() throws Exception {
        ServiceProcess first = serving("v1");
        List<ServiceProcess> two = startTogether(2);
        assertThat(List.of(two.get(0).awaitOpen(), two.get(1).awaitOpen())).containsExactlyInAnyOrder(2L, 3L);
        assertThat(first.awaitExit()).isZero();
        awaitStatus(
                status -> status.getGeneration() == 3 && status.getPhase().equals("OWNER") && status.getDutiesOwned());
        assertThat(duties().owners()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void ofManyThatWillNotWaitOneServesAndTheOthersAreToldThatItIsBusy() throws Exception {
        List<ServiceProcess> starters = startTogether(MANY, "wait=1", PROBATION);
        List<String> ends = new ArrayList<>();
        List<ServiceProcess> serving = new ArrayList<>();
        for (ServiceProcess starter : starters) {
            String end = starter.awaitEither("READY", "FAILED");
            if (end.startsWith("READY")) {
                serving.add(starter);
            } else {
                ends.add(end);
                assertThat(starter.awaitExit()).isEqualTo(75);
            }
        }
        assertThat(serving).hasSizeBetween(1, 2); // the first, and one on probation
        assertThat(ends).allMatch(end -> end.contains("another exchange is open") || end.contains("another process"));
        awaitStatus(status -> status.getPid() == serving.get(0).pid()
                || status.getPid() == serving.get(serving.size() - 1).pid());
    }

    @Test
    void whoDoesNotWantToWaitIsToldWhoHoldsTheExchange() throws Exception {
        serving("v1");
        ServiceProcess second = serving("v2", PROBATION);
        ServiceProcess third = start("v3", "wait=300");
        assertThat(third.await("FAILED"))
                .contains("another exchange is open")
                .contains("release v2 (pid " + second.pid() + ")")
                .contains("release v3 (pid " + third.pid() + ") waited to its deadline");
        assertThat(third.awaitExit()).isEqualTo(75);
        ServiceProcess fourth = start("v4");
        second.tell("confirm");
        fourth.await("READY");
        awaitOwner(fourth);
    }
}

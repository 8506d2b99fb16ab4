package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BlockedCallTest {
    private static final Machine HERE = Machine.CURRENT;

    @Test
    void readsWhatAThreadWaitsFor() {
        assertThat(BlockedCall.parse(HERE.accept4 + " 0x2a 0x0 0x0 0x80800 0x0 0x0 0x7f0 0x7f1\n"))
                .hasValue(new BlockedCall(BlockedCall.Kind.ACCEPT, 42, 0));
        assertThat(BlockedCall.parse(HERE.ppoll + " 0x7ffd12345678 0x2 0x0 0x0 0x8 0x0 0x7f0 0x7f1\n"))
                .hasValue(new BlockedCall(BlockedCall.Kind.POLL, 0x7ffd12345678L, 2));
        assertThat(BlockedCall.parse(HERE.restart + " 0x7ffd12345678 0x1 0xffffffff 0x0 0x8 0x0 0x7f0 0x7f1\n"))
                .hasValue(new BlockedCall(BlockedCall.Kind.POLL, 0x7ffd12345678L, 1));
    }

    @Test
    void knowsNothingOfThreadsThatRunOrWaitForSomethingElse() {
        assertThat(BlockedCall.parse("running\n")).isEmpty();
        assertThat(BlockedCall.parse("-1 0x7ffd 0x7ffe\n")).isEmpty();
        assertThat(BlockedCall.parse("98 0x7ffd 0x7ffe 0x0 0x0 0x0 0x0 0x0 0x0\n"))
                .isEmpty();
        assertThat(BlockedCall.parse("")).isEmpty();
    }

    @Test
    void knowsTheNumbersOfBothKindsOfMachine() {
        assertThat(Machine.of("amd64").accept).isEqualTo(43);
        assertThat(Machine.of("amd64").epollData).isEqualTo(4);
        assertThat(Machine.of("aarch64").accept).isEqualTo(202);
        assertThat(Machine.of("aarch64").ppoll).isEqualTo(73);
        assertThat(Machine.of("aarch64").epollData).isEqualTo(8);
        assertThatThrownBy(() -> Machine.of("s390x")).hasMessageContaining("s390x");
    }
}

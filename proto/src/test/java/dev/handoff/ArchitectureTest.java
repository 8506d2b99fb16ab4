package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.handoff.testing.Streets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    private static final JavaClasses PROTO = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.handoff");

    static Stream<ArchRule> rules() {
        return Stream.of(
                Streets.ONLY_FD_CALLS_THE_KERNEL, Streets.NOBODY_USES_MSGHDR_OF_JNR, Streets.FD_KNOWS_NO_PROTOCOL);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void streetsAreOneWay(ArchRule rule) {
        rule.check(PROTO);
    }

    @Test
    void looksAtTheWholeModule() {
        assertThat(PROTO.contain(dev.handoff.fd.OwnedFd.class)).isTrue();
        assertThat(PROTO.contain(dev.handoff.wire.v1.Envelope.class)).isTrue();
        assertThat(PROTO.contain(ArchitectureTest.class)).isFalse();
    }
}

package dev.handoff.demo;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.handoff.testing.Streets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every module is in sight from here, so here it is held that the streets between their packages run one way. */
class StreetsTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.handoff");

    private static final ArchRule PACKAGES = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("fd")
            .definedBy("dev.handoff.fd")
            .layer("phase")
            .definedBy("dev.handoff.phase")
            .layer("wire")
            .definedBy("dev.handoff.wire..")
            .layer("telemetry")
            .definedBy("dev.handoff.telemetry")
            .layer("client")
            .definedBy("dev.handoff.client")
            .layer("program")
            .definedBy("dev.handoff.program")
            .layer("client command")
            .definedBy("dev.handoff.client.cli")
            .layer("gate")
            .definedBy("dev.handoff.gate")
            .layer("server")
            .definedBy("dev.handoff.server")
            .layer("systemd")
            .definedBy("dev.handoff.systemd")
            .layer("management")
            .definedBy("dev.handoff.management")
            .layer("micrometer")
            .definedBy("dev.handoff.micrometer")
            .layer("facade")
            .definedBy("dev.handoff")
            .layer("resident")
            .definedBy("dev.handoff.resident")
            .layer("artifact")
            .definedBy("dev.handoff.artifact")
            .layer("server command")
            .definedBy("dev.handoff.daemon")
            .layer("demo")
            .definedBy("dev.handoff.demo..")
            .whereLayer("fd")
            .mayNotAccessAnyLayer()
            .whereLayer("phase")
            .mayOnlyAccessLayers("fd")
            .whereLayer("wire")
            .mayOnlyAccessLayers("fd")
            .whereLayer("telemetry")
            .mayOnlyAccessLayers("wire")
            .whereLayer("client")
            .mayOnlyAccessLayers("fd", "wire", "phase", "telemetry")
            .whereLayer("client command")
            .mayOnlyAccessLayers("fd", "wire", "phase", "client", "program")
            .whereLayer("program")
            .mayOnlyAccessLayers("fd", "wire")
            .whereLayer("gate")
            .mayOnlyAccessLayers("fd", "wire", "client", "telemetry")
            .whereLayer("server")
            .mayOnlyAccessLayers("fd", "wire", "phase", "client", "telemetry")
            .whereLayer("management")
            .mayOnlyAccessLayers("wire", "telemetry")
            .whereLayer("micrometer")
            .mayOnlyAccessLayers("facade", "phase", "wire")
            .whereLayer("facade")
            .mayOnlyAccessLayers(
                    "fd", "wire", "phase", "client", "program", "gate", "server", "systemd", "telemetry", "management")
            .whereLayer("systemd")
            .mayOnlyAccessLayers("fd")
            .whereLayer("artifact")
            .mayOnlyAccessLayers("fd")
            .whereLayer("server command")
            .mayOnlyAccessLayers(
                    "facade",
                    "resident",
                    "artifact",
                    "client",
                    "client command",
                    "program",
                    "systemd",
                    "fd",
                    "wire",
                    "phase")
            .whereLayer("resident")
            .mayOnlyAccessLayers("facade", "client", "client command", "program", "phase", "fd")
            .whereLayer("demo")
            .mayNotBeAccessedByAnyLayer();

    static Stream<ArchRule> rules() {
        return Stream.of(
                PACKAGES,
                Streets.ONLY_FD_CALLS_THE_KERNEL,
                Streets.NOBODY_USES_MSGHDR_OF_JNR,
                Streets.FD_KNOWS_NO_PROTOCOL);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void streetsAreOneWay(ArchRule rule) {
        rule.check(ALL);
    }
}

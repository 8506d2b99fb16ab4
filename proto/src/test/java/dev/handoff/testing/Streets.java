package dev.handoff.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;

/** The rules about who may use what. Each module checks those that concern it, on its own classes. */
public final class Streets {
    /** Raw system calls have one room. */
    public static final ArchRule ONLY_FD_CALLS_THE_KERNEL = noClasses()
            .that()
            .resideOutsideOfPackage("dev.handoff.fd..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.kenai.jffi..")
            .because("a raw descriptor outside dev.handoff.fd has no owner");

    /** They keep addresses without keeping the memory alive: docs/adr has the measurement. */
    public static final ArchRule NOBODY_USES_MSGHDR_OF_JNR = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("jnr\\.posix\\..*(MsgHdr|CmsgHdr).*")
            .because("they corrupt messages after a garbage collection");

    /** The lowest room knows nothing of what stands on it. */
    public static final ArchRule FD_KNOWS_NO_PROTOCOL = noClasses()
            .that()
            .resideInAPackage("dev.handoff.fd..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.google.protobuf..", "dev.handoff.wire..", "dev.handoff.phase..")
            .because("descriptors are below frames");

    private Streets() {}
}

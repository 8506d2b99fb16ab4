package dev.handoff.client.cli;

import java.io.IOException;

/** Makes the archive of classes now. In the JVM that writes it, does once what it is to hold the classes for. */
final class ArchiveAction implements Action {
    /** A system property of that JVM. */
    static final String PRACTISES = "handoff.archive.practises";

    @Override
    public String run(Arguments arguments, Steps steps) throws IOException, UsageException {
        steps.enter(Steps.Step.ARCHIVING);
        if (Boolean.getBoolean(PRACTISES)) {
            Practice.run();
            return "";
        }
        ClassArchive archive = ClassArchive.missing()
                .orElseThrow(
                        () -> new EnvironmentException("the launcher has no place for an archive of classes: neither"
                                + " the folder of the jar nor $XDG_CACHE_HOME (~/.cache) is there and writable for this user and"
                                + " root alone, or HANDOFF_ARCHIVE is off"));
        return archive.make() + "\n";
    }
}

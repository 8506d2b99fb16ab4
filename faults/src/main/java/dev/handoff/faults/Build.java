package dev.handoff.faults;

import dev.handoff.faults.step.Mutation;
import dev.handoff.faults.step.Woven;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the processes run: the real classes with the steps in them.
 *
 * @param classPath the woven classes, then the rest
 * @param flags of the JVM, more than all have
 */
record Build(String classPath, List<String> flags) {
    private static final List<String> ALWAYS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            // They live for seconds: a method has to be called more often to be worth being compiled.
            "-XX:CompileThresholdScaling=10",
            // Their number would come and go, and threads are counted.
            "-XX:-UseDynamicNumberOfCompilerThreads",
            "-Xmx64m",
            // Where it was made for, and not at a random address: moving it costs more than all that it saves.
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0",
            "-XX:-UsePerfData",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=debug");
    /** Before, the flag says nothing, and takes away the archived module graph. */
    private static final int WARNS_OF_NATIVE_ACCESS = 24;

    /** Weaves the jar, with the mutation if there is one; what is made is in {@code folder}. */
    static Build of(Path jar, Path folder, Optional<Mutation> mutation) throws IOException, InterruptedException {
        Path woven = folder.resolve("woven.jar");
        Woven.write(jar, woven, mutation);
        Build build = new Build(woven + File.pathSeparator + jar, List.of());
        // A process that is broken on purpose may not get as far as to write an archive.
        return mutation.isPresent() ? build : build.archived(folder);
    }

    /**
     * With an archive of what a handoff loads, on either side of it: processes are started by the thousand, and half of that is
     * class loading. Whoever gives way in the rehearsal writes one, and the last to do so was a successor under load before.
     */
    private Build archived(Path folder) throws IOException, InterruptedException {
        Path archive = folder.resolve("classes.jsa");
        Build writing = new Build(classPath, List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable"));
        try (Arena arena = new Arena(Files.createDirectory(folder.resolve("rehearsal")), writing, 0, Pace.REHEARSAL)) {
            arena.visitors().resume();
            arena.takePlaces();
            arena.visitors().pause();
            if (!Files.exists(archive)) {
                throw new IOException("no archive of classes was written: " + archive);
            }
        }
        return new Build(classPath, List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable"));
    }

    /** The command that starts the service. */
    List<String> command(List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(ALWAYS);
        if (Runtime.version().feature() >= WARNS_OF_NATIVE_ACCESS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, "dev.handoff.faults.service.Service"));
        command.addAll(arguments);
        return command;
    }
}

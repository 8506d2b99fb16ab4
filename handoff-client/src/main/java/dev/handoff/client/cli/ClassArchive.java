package dev.handoff.client.cli;

import static java.util.Objects.requireNonNull;

import dev.handoff.fd.ChildProcess;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.Environment;
import dev.handoff.fd.Invocation;
import dev.handoff.fd.OwnArguments;
import dev.handoff.fd.ProcessEnd;
import dev.handoff.fd.Spawn;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The JVM's archive of our classes, with which the next start costs half. The launcher says by a system property where it may
 * be, in a folder that only this user and root can write to; it is the launcher, too, that finds and judges it.
 *
 * <p>It appears whole, or not at all: it is made under another name, by a JVM of its own, and renamed.
 */
final class ClassArchive {
    private static final String PLACE = "handoff.archive";
    private static final String PREFIX = "handoff-client-";
    private static final String SUFFIX = ".jsa";
    private static final String FAILED = ".failed";
    private static final String PART = ".part";
    /** One for each JVM and jar that is in use; what is older is of those that were replaced. */
    private static final int KEPT = 4;

    private static final Duration PART_LIVES = Duration.ofMinutes(10);
    /** A JVM starts, practises, and writes some 15 MB. */
    private static final Duration MADE_WITHIN = Duration.ofSeconds(90);

    private static final int AOT_CACHE = 25;
    private static final int SIGKILL = 9;
    // Its parent ends at once: it is no child of whatever we were started by, and holds nothing that we hold.
    private static final String ORPHANED = "nice -n 19 \"$@\" >/dev/null 2>&1 &";
    private static final String SILENT = "exec \"$@\" >/dev/null 2>&1";

    /** Its path without the size, which ends its name: the launcher loads none that was cut short. */
    private final Path stem;

    private ClassArchive(Path stem) {
        this.stem = stem;
    }

    /** The one that the launcher did not find; empty if it found one, or no place for one, or did not look. */
    static Optional<ClassArchive> missing() {
        return Optional.ofNullable(System.getProperty(PLACE)).map(Path::of).map(ClassArchive::new);
    }

    /**
     * Has it made by a process that this one does not wait for. Once an attempt has failed there is none again, until it is
     * asked for by {@code handoff-client archive}.
     */
    void makeLater() {
        try {
            if (!Files.exists(failed())) {
                List<String> words = new ArrayList<>(jvm());
                words.add(Command.ARCHIVE.word());
                run(ORPHANED, words, Deadline.in(MADE_WITHIN));
            }
        } catch (IOException nobodyAsked) {
            // The next start costs what this one did.
        }
    }

    /**
     * Makes it, and takes away those that were replaced long ago.
     *
     * @return where it is
     * @throws EnvironmentException if it can't be made, or another process makes one there
     */
    Path make() throws IOException {
        Path folder = requireNonNull(stem.toAbsolutePath().getParent());
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder, mode("rwx------"));
        }
        Path locked = folder.resolve(PREFIX + "archive.lock");
        try (FileChannel lock = FileChannel.open(
                        locked, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), mode("rw-------"));
                FileLock held = lock.tryLock()) {
            if (held == null) {
                throw new EnvironmentException("another process makes an archive of classes in " + folder);
            }
            tidy(folder);
            Path part = Files.createTempFile(folder, PREFIX, PART, mode("rw-------"));
            Path made;
            try {
                made = make(part);
            } catch (IOException e) {
                Files.deleteIfExists(part);
                Files.write(failed(), new byte[0]);
                throw e;
            }
            Files.deleteIfExists(failed());
            return made;
        }
    }

    private Path make(Path part) throws IOException {
        List<String> words = new ArrayList<>(jvm());
        String option = Runtime.version().feature() >= AOT_CACHE ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=";
        words.addAll(1, List.of("-D" + ArchiveAction.PRACTISES + "=true", option + part));
        words.add(Command.ARCHIVE.word());
        Optional<ProcessEnd> end = run(SILENT, words, Deadline.in(MADE_WITHIN));
        if (end.isEmpty() || !end.get().isSuccess() || Files.size(part) == 0) {
            throw new EnvironmentException("no archive of classes could be made at " + stem + ": " + words.get(0) + " "
                    + (end.isEmpty() ? "did not end" : end.get().toString()));
        }
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("r--------"));
        // Or a machine that loses power finds it with its whole length and with nothing in it.
        try (FileChannel written = FileChannel.open(part, StandardOpenOption.READ)) {
            written.force(true);
        }
        return Files.move(part, with("-" + Files.size(part) + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path failed() {
        return with(FAILED);
    }

    private Path with(String ending) {
        return stem.resolveSibling(stem.getFileName() + ending);
    }

    /** How this JVM was started, up to its jar. */
    private static List<String> jvm() throws IOException {
        List<String> words = OwnArguments.all();
        int jar = words.indexOf("-jar");
        if (jar < 0) {
            throw new EnvironmentException("this JVM was not started by the launcher");
        }
        return words.subList(0, jar + 2);
    }

    private static Optional<ProcessEnd> run(String script, List<String> program, Deadline deadline) throws IOException {
        List<String> words = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        words.addAll(program);
        Environment environment = Environment.ofThisProcess();
        Spawn spawn = Spawn.of(Invocation.of(List.of("/bin/sh"), environment).with(words));
        try (ChildProcess child = spawn.environment(environment)
                .standing(Spawn.Standing.OWN_SESSION)
                .start()) {
            Optional<ProcessEnd> end = child.awaitEnd(deadline);
            if (end.isEmpty()) {
                child.signalGroup(SIGKILL);
                child.awaitEnd(Deadline.in(Duration.ofSeconds(5)));
            }
            return end;
        }
    }

    private static void tidy(Path folder) throws IOException {
        List<Path> archives = new ArrayList<>();
        long past = System.currentTimeMillis() - PART_LIVES.toMillis();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, PREFIX + "*.{jsa,failed,part*}")) {
            for (Path each : found) {
                if (each.toString().endsWith(SUFFIX)) {
                    archives.add(each);
                } else if (changed(each) < past) {
                    Files.deleteIfExists(each);
                }
            }
        }
        archives.sort(Comparator.comparingLong(ClassArchive::changed).reversed());
        for (Path old : archives.subList(Math.min(KEPT - 1, archives.size()), archives.size())) {
            Files.deleteIfExists(old);
        }
    }

    private static long changed(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (NoSuchFileException goneAlready) {
            return Long.MAX_VALUE;
        } catch (IOException e) {
            return 0;
        }
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}

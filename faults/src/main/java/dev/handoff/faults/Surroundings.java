package dev.handoff.faults;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/**
 * What surrounds the processes: the disk that their control path is on. Where this machine allows it that is a small one of
 * its own, which can be filled.
 */
final class Surroundings implements AutoCloseable {
    /** Set by {@code faults/matrix}: what is mounted goes with this process. */
    private static final boolean MAY_MOUNT = Boolean.getBoolean("faults.private-mounts");

    private static final int MOST_FILES = 100;
    private static final String FILL = "fill-";

    private final Path folder;

    /** Makes the folder for control paths, in {@code parent}. */
    Surroundings(Path parent) throws IOException {
        folder = Files.createDirectory(
                parent.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (MAY_MOUNT) {
            run("mount", "-t", "tmpfs", "-o", "nr_inodes=24,size=256k,mode=0700", "tmpfs", folder.toString());
        }
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("did not work: " + String.join(" ", command));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted: " + String.join(" ", command), e);
        }
    }

    /** Can the disk be filled? */
    static boolean hasDisk() {
        return MAY_MOUNT;
    }

    Path folder() {
        return folder;
    }

    /** No file can be made any more. */
    void fill() throws IOException {
        for (int i = 0; i < MOST_FILES; i++) {
            try {
                Files.createFile(folder.resolve(FILL + i));
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (IOException full) {
                return;
            }
        }
        throw new IOException(folder + " does not fill");
    }

    void clear() throws IOException {
        try (DirectoryStream<Path> fillers = Files.newDirectoryStream(folder, FILL + "*")) {
            for (Path filler : fillers) {
                Files.delete(filler);
            }
        }
    }

    /** Takes the disk away, even if a process that is on its way out still uses it. */
    @Override
    public void close() throws IOException {
        if (MAY_MOUNT) {
            run("umount", "--lazy", folder.toString());
        }
    }
}

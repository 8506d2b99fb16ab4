package dev.handoff.artifact;

import static java.util.Objects.requireNonNull;

import dev.handoff.fd.Flock;
import dev.handoff.fd.PeerCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * The private folder in which artifacts are kept, each named by its SHA-256, with a ledger of what became of them. Only we, and
 * root, can write there, so what was proved on its way in is what is started.
 *
 * <p>Two processes may share it while one takes over from the other: neither removes what the other may be about to start.
 */
public final class ArtifactFolder {
    private static final String LEDGER = "ledger";
    private static final String LOCK = "lock";
    private static final String PARTIAL = "partial-";
    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int GROUP_OR_OTHERS = 0077;
    private static final int GROUP_OR_OTHERS_WRITE = 0022;
    private static final int STICKY = 01000;
    /** For another process to finish a line of its ledger. */
    private static final Duration TURN = Duration.ofSeconds(5);

    private static final Duration AGAIN = Duration.ofMillis(20);
    /** By then whatever somebody has begun here is over, or dead. */
    private static final Duration OLD = Duration.ofHours(2);

    private final Path folder;
    private final String origin;

    private ArtifactFolder(Path folder, String origin) {
        this.folder = folder;
        this.origin = origin;
    }

    /**
     * Opens it, making it if there is none (mode 0700).
     *
     * @param origin where the artifacts come from, and how they are proved: good ones of another origin are not ours
     * @throws FolderException if anybody else can write to it, look into it, or exchange it
     */
    public static ArtifactFolder open(Path folder, String origin) throws IOException {
        Path whole = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectory(
                    whole, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            // Checked like any other.
        } catch (IOException e) {
            throw new FolderException(whole + ": the folder for artifacts can't be made: " + e, e);
        }
        requirePrivate(whole);
        ArtifactFolder opened = new ArtifactFolder(whole, origin);
        opened.sweep();
        return opened;
    }

    private static void requirePrivate(Path folder) throws IOException {
        Map<String, Object> found = Files.readAttributes(folder, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) requireNonNull(found.get("mode"));
        int owner = (Integer) requireNonNull(found.get("uid"));
        if ((mode & TYPE) != DIRECTORY) {
            throw new FolderException(folder + ": not a folder; artifacts are not fetched");
        }
        if (owner != PeerCredentials.ownUid()) {
            throw new FolderException(folder + ": belongs to uid " + owner + ", who could exchange what is started");
        }
        if ((mode & GROUP_OR_OTHERS) != 0) {
            throw new FolderException(String.format(
                    "%s: not for us alone (mode %04o), so what is started might be exchanged; chmod 0700",
                    folder, mode & 07777));
        }
        requireUnmovable(folder);
    }

    private static void requireUnmovable(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent == null) {
            return;
        }
        Map<String, Object> found = Files.readAttributes(parent, "unix:mode,uid");
        int mode = (Integer) requireNonNull(found.get("mode"));
        int owner = (Integer) requireNonNull(found.get("uid"));
        boolean isShared = (mode & GROUP_OR_OTHERS_WRITE) != 0 && (mode & STICKY) == 0;
        if (isShared || (owner != 0 && owner != PeerCredentials.ownUid())) {
            throw new FolderException(String.format(
                    "%s: others can write to the folder that it is in (mode %04o, uid %d), and so exchange it",
                    folder, mode & 07777, owner));
        }
    }

    /** Where that artifact is, if it is here. */
    public Path path(Artifact artifact) {
        return folder.resolve(artifact.hash());
    }

    /** Is it here, whole? Reads all of it. */
    boolean isIntact(String hash) throws IOException {
        MessageDigest digest = Partial.sha256();
        byte[] buffer = new byte[Partial.BUFFER];
        try (InputStream bytes = Files.newInputStream(folder.resolve(hash), LinkOption.NOFOLLOW_LINKS)) {
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        return HexFormat.of().formatHex(digest.digest()).equals(hash);
    }

    /** A new file to be filled. */
    Partial begin(long most) throws IOException {
        return Partial.in(folder, PARTIAL, most);
    }

    /** How much may still be written here, in bytes. */
    long room() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** What became of the artifacts so far. */
    synchronized Ledger ledger() throws IOException {
        try {
            return Ledger.parse(Files.readString(folder.resolve(LEDGER), StandardCharsets.UTF_8), origin);
        } catch (NoSuchFileException e) {
            return Ledger.empty(origin);
        }
    }

    /** Writes a line of it, and removes the artifacts that nobody can want any more. */
    synchronized Ledger note(UnaryOperator<Ledger> change) throws IOException {
        try (Flock turn = turn()) {
            Ledger before = ledger();
            Ledger after = change.apply(before);
            Path fresh = Files.createTempFile(folder, PARTIAL, "");
            try {
                Files.writeString(fresh, after.text(), StandardCharsets.UTF_8);
                Files.move(fresh, folder.resolve(LEDGER), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                Files.deleteIfExists(fresh);
                throw new FolderException(folder + ": what became of an artifact could not be noted: " + e, e);
            }
            Set<String> dropped = new HashSet<>(hashes(before));
            after.failed().forEach(each -> dropped.add(each.hash()));
            dropped.removeAll(hashes(after));
            for (String each : dropped) {
                Files.deleteIfExists(folder.resolve(each));
            }
            return after;
        }
    }

    private static Set<String> hashes(Ledger ledger) {
        Set<String> hashes = new HashSet<>();
        ledger.good().forEach(each -> hashes.add(each.hash()));
        return hashes;
    }

    private Flock turn() throws IOException {
        long end = System.nanoTime() + TURN.toNanos();
        Optional<Flock> turn = Flock.tryLock(folder.resolve(LOCK));
        while (turn.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new FolderException(
                        folder + ": another process has held its lock for " + TURN.toSeconds() + " s");
            }
            pause();
            turn = Flock.tryLock(folder.resolve(LOCK));
        }
        return turn.get();
    }

    private static void pause() throws FolderException {
        try {
            TimeUnit.NANOSECONDS.sleep(AGAIN.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FolderException("interrupted while the ledger was somebody else's to write");
        }
    }

    // What a process that was killed has left, and artifacts of an origin that is ours no more.
    private void sweep() throws IOException {
        Set<String> kept = hashes(ledger());
        kept.add(LEDGER);
        kept.add(LOCK);
        Instant old = Instant.now().minus(OLD);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path each : all) {
                String name = requireNonNull(each.getFileName()).toString();
                boolean isOurs = name.startsWith(PARTIAL) || Artifact.isHash(name);
                if (isOurs && !kept.contains(name) && isOlder(each, old)) {
                    Files.deleteIfExists(each);
                }
            }
        }
    }

    private static boolean isOlder(Path file, Instant than) throws IOException {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                    .toInstant()
                    .isBefore(than);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}

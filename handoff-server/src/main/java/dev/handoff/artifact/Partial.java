package dev.handoff.artifact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;

/** An artifact on its way in: hashed as it is written. Closed before it is sealed, nothing of it is left. */
final class Partial implements AutoCloseable {
    static final int BUFFER = 64 * 1024;

    private final Path folder;
    private final Path file;
    private final FileChannel channel;
    private final long most;
    private final MessageDigest digest = sha256();
    private long size;

    private Partial(Path folder, Path file, FileChannel channel, long most) {
        this.folder = folder;
        this.file = file;
        this.channel = channel;
        this.most = most;
    }

    static Partial in(Path folder, String prefix, long most) throws IOException {
        Path file = folder.resolve(prefix + UUID.randomUUID());
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        // Whoever ends this process by a signal does not wait for close().
        file.toFile().deleteOnExit();
        return new Partial(folder, file, channel, most);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    /** So many bytes are here. */
    long size() {
        return size;
    }

    /** What comes next begins at this byte: the next one, or the first. */
    void goOnFrom(long from) throws IOException {
        if (from == size) {
            return;
        }
        if (from != 0) {
            throw new UnavailableException("asked to go on from byte " + size + ", the source began at " + from);
        }
        try {
            channel.truncate(0);
        } catch (IOException e) {
            throw new FolderException("writing " + file + ": " + e.getMessage(), e);
        }
        digest.reset();
        size = 0;
    }

    void add(byte[] bytes, int length) throws IOException {
        if (size + length > most) {
            throw new UnprovedException("it is larger than " + most + " bytes, and not fetched (most=BYTES)");
        }
        digest.update(bytes, 0, length);
        size += length;
        ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
        try {
            while (left.hasRemaining()) {
                channel.write(left);
            }
        } catch (IOException e) {
            throw new FolderException("writing to " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * Puts it into its place, for good: read-only, executable, and on the disk.
     *
     * @throws UnprovedException if it does not have the hash
     */
    void seal(String hash) throws IOException {
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(hash)) {
            throw new UnprovedException("its SHA-256 is " + found + " and not " + hash + " (" + size + " bytes)");
        }
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-x------"));
            channel.force(true);
            channel.close();
            Files.move(file, folder.resolve(hash), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new FolderException("writing to " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}

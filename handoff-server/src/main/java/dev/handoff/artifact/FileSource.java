package dev.handoff.artifact;

import static java.util.Objects.requireNonNull;

import dev.handoff.fd.PeerCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file of this machine. It is taken when its size and time have been the same for a second: at once, when it was renamed into
 * its place some time after it was written.
 */
final class FileSource implements Source {
    private static final Duration SETTLED = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int GROUP_OR_OTHERS_WRITE = 0022;

    private final Path file;
    private final boolean isBelieved;
    private final WatchService changes;

    /**
     * @param isBelieved nothing but this folder proves the file, so nobody else may write there
     */
    FileSource(Path file, boolean isBelieved) throws IOException {
        this.file = file.toAbsolutePath();
        this.isBelieved = isBelieved;
        this.changes = this.file.getFileSystem().newWatchService();
        folder().register(
                        changes,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
    }

    private Path folder() {
        return requireNonNull(file.getParent(), "a file is in a folder");
    }

    /** @param key device and inode: another file of that name is another one */
    private record Look(long size, FileTime time, Object key) {
        static Look at(Path file) throws IOException {
            Map<String, Object> found = Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,dev,ino");
            return new Look(
                    (Long) requireNonNull(found.get("size")),
                    (FileTime) requireNonNull(found.get("lastModifiedTime")),
                    found.get("dev") + ":" + found.get("ino") + ":" + found.get("ctime"));
        }

        Duration age() {
            return Duration.between(time.toInstant(), Instant.now());
        }

        String tag() {
            return size + " " + time + " " + key;
        }
    }

    @Override
    public byte[] beside(String suffix) throws IOException {
        Path small = file.resolveSibling(file.getFileName() + suffix);
        try {
            requireOurs(folder());
            requireOurs(small);
            try (InputStream bytes = Files.newInputStream(small)) {
                byte[] read = bytes.readNBytes(SMALL + 1);
                if (read.length > SMALL) {
                    throw new UnprovedException(small + ": more than " + SMALL + " bytes");
                }
                return read;
            }
        } catch (NoSuchFileException e) {
            throw new UnavailableException(small + ": there is no such file");
        }
    }

    private void requireOurs(Path path) throws IOException {
        Map<String, Object> found = Files.readAttributes(path, "unix:mode,uid");
        int mode = (Integer) requireNonNull(found.get("mode")) & 07777;
        int owner = (Integer) requireNonNull(found.get("uid"));
        boolean isForeign = owner != 0 && owner != PeerCredentials.ownUid();
        if (isBelieved && (isForeign || (mode & GROUP_OR_OTHERS_WRITE) != 0)) {
            throw new UnprovedException(String.format(
                    "%s: others can write there (mode %04o, uid %d), so it proves nothing; sha256= or signature= would",
                    path, mode, owner));
        }
    }

    @Override
    public Optional<Content> open(String unless) throws IOException, InterruptedException {
        Look settled = settled();
        return settled.tag().equals(unless) ? Optional.empty() : Optional.of(content(settled, 0));
    }

    @Override
    public Content resume(String tag, long from) throws IOException, InterruptedException {
        Look settled = settled();
        return content(settled, settled.tag().equals(tag) ? from : 0);
    }

    private Content content(Look look, long from) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        boolean isGiven = false;
        try {
            channel.position(from);
            String label = String.valueOf(file.getFileName());
            Content content = new Content(look.tag(), look.size(), from, label, Channels.newInputStream(channel));
            isGiven = true;
            return content;
        } finally {
            if (!isGiven) {
                channel.close();
            }
        }
    }

    private Look settled() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            Look look = Look.at(file);
            long since = System.nanoTime();
            while (look.age().compareTo(SETTLED) < 0 && System.nanoTime() - since < SETTLED.toNanos()) {
                if (System.nanoTime() - end > 0) {
                    throw new UnavailableException(
                            file + ": is still being written after " + PATIENCE.toSeconds() + " s");
                }
                TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
                Look again = Look.at(file);
                since = again.equals(look) ? since : System.nanoTime();
                look = again;
            }
            return look;
        } catch (NoSuchFileException e) {
            throw new UnavailableException(file + ": there is no such file");
        }
    }

    @Override
    public void await(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        boolean isOurs = false;
        while (!isOurs && System.nanoTime() - end < 0) {
            @Nullable WatchKey changed = changes.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (changed != null) {
                // Its own name, and those that begin with it: what lies beside it.
                isOurs = changed.pollEvents().stream()
                        .anyMatch(
                                each -> String.valueOf(each.context()).startsWith(String.valueOf(file.getFileName())));
                changed.reset();
            }
        }
    }

    @Override
    public void close() throws IOException {
        changes.close();
    }
}

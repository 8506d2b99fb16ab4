package dev.handoff.fd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Unix sockets that listen in this network namespace: /proc/net/unix, proc(5). */
public final class UnixListeners {
    private static final Path TABLE = Path.of("/proc/net/unix");
    private static final int FLAGS = 3;
    private static final int PATH = 7;
    /** __SO_ACCEPTCON. */
    private static final String LISTENS = "00010000";

    private UnixListeners() {}

    /**
     * Does anybody listen at {@code path}, spelt as he bound it? Without connecting: whoever starts a program for the first client
     * that comes would start it. False where that can't be told.
     */
    public static boolean isAt(Path path) throws IOException {
        String spelt = new String(UnixPath.fileName(path), StandardCharsets.ISO_8859_1);
        List<String> lines = Files.readAllLines(TABLE, StandardCharsets.ISO_8859_1);
        return lines.stream()
                .map(line -> line.split(" +", PATH + 1))
                .anyMatch(words -> words.length > PATH && words[FLAGS].equals(LISTENS) && words[PATH].equals(spelt));
    }
}

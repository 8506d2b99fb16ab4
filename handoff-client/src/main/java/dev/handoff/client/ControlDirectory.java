package dev.handoff.client;

import static java.util.Objects.requireNonNull;

import dev.handoff.fd.PeerCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The folder of a control path, and what stands at the path. Whoever can write to the folder can put a socket of his own
 * there, so both sides refuse a folder that anybody but its owner, ourselves or root, can write to.
 */
public final class ControlDirectory {
    private static final int S_IFMT = 0170000;
    private static final int S_IFSOCK = 0140000;
    private static final int GROUP_OR_OTHERS_WRITE = 0022;

    private ControlDirectory() {}

    /** The folder that {@code control} is in. */
    public static Path of(Path control) {
        Path parent = control.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("not the path of a socket: " + control);
        }
        return parent;
    }

    /**
     * Checks the folder.
     *
     * @throws ControlPathException if others can write to it, with the mode found, or if it is somebody else's
     * @throws NoSuchFileException if there is none
     */
    public static void requirePrivate(Path control) throws IOException {
        Path folder = of(control);
        Map<String, Object> found = Files.readAttributes(folder, "unix:mode,uid");
        int mode = (Integer) requireNonNull(found.get("mode")) & 07777;
        int owner = (Integer) requireNonNull(found.get("uid"));
        if ((mode & GROUP_OR_OTHERS_WRITE) != 0) {
            throw new ControlPathException(
                    String.format(
                            "%s: others can write to it (mode %04o), so anybody could put a socket there; use a folder"
                                    + " with mode 0700",
                            folder, mode),
                    true);
        }
        if (owner != 0 && owner != PeerCredentials.ownUid()) {
            throw new ControlPathException(
                    folder + ": belongs to uid " + owner + ", who could put any socket there", true);
        }
    }

    /**
     * Checks that a socket is at the path, or nothing.
     *
     * @return whether a socket is there
     * @throws ControlPathException if anything else is; a symbolic link counts as something else
     */
    public static boolean hasSocket(Path control) throws IOException {
        int mode;
        try {
            mode = (Integer) Files.getAttribute(control, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return false;
        }
        if ((mode & S_IFMT) != S_IFSOCK) {
            throw new ControlPathException(control + ": not a socket but a " + kind(mode & S_IFMT), false);
        }
        return true;
    }

    private static String kind(int type) {
        return switch (type) {
            case 0100000 -> "file";
            case 0040000 -> "folder";
            case 0120000 -> "symbolic link";
            case 0010000 -> "pipe";
            default -> "device";
        };
    }
}

package dev.handoff.client.stranger;

import dev.handoff.client.stranger.StrangerException.Reason;
import dev.handoff.fd.Errno;
import dev.handoff.fd.ErrnoException;
import dev.handoff.fd.PeerCredentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Why the kernel does not let us look into a process, and what can be done about it: ptrace(2), "access mode checking". */
final class Forbidden {
    private static final Path YAMA = Path.of("/proc/sys/kernel/yama/ptrace_scope");

    private Forbidden() {}

    /** What {@code e} means for a call that looks into a process; {@code e} itself if it means something else. */
    static IOException orElse(ErrnoException e, String call, int pid) {
        if (e.is(Errno.EPERM)) {
            return new StrangerException(Reason.NOT_PERMITTED, sentence(call + ": EPERM", pid));
        }
        if (e.is(Errno.ENOSYS)) {
            return new StrangerException(
                    Reason.UNSUPPORTED, call + ": ENOSYS; descriptors can be taken from a process since Linux 5.6");
        }
        return e;
    }

    /** /proc/PID/fd can't be read. */
    static StrangerException look(int pid) {
        return new StrangerException(Reason.NOT_PERMITTED, sentence("/proc/" + pid + "/fd can't be read", pid));
    }

    private static String sentence(String what, int pid) {
        int own = PeerCredentials.ownUid();
        Optional<Integer> uid = uid(pid);
        String begin = what + ": " + named(pid);
        if (uid.isPresent() && uid.get() != own) {
            return begin + " belongs to uid " + uid.get() + " and we are uid " + own + "; the kernel lets only the same"
                    + " user, or CAP_SYS_PTRACE, take what a process has: run this as that user or as root";
        }
        Optional<String> yama = firstLine(YAMA).filter(scope -> !scope.equals("0"));
        if (yama.isPresent()) {
            return begin + " is no child of ours, and kernel.yama.ptrace_scope is " + yama.get()
                    + ": run this as root, or set that to 0 meanwhile";
        }
        return begin + " is not to be looked into: it has changed its user or privileges, or a security module or a"
                + " container's filter forbids it; run this as root outside of it";
    }

    /** {@code process 123 (nginx)}. */
    static String named(int pid) {
        return "process " + pid
                + firstLine(Path.of("/proc", Integer.toString(pid), "comm"))
                        .map(name -> " (" + name + ")")
                        .orElse("");
    }

    private static Optional<Integer> uid(int pid) {
        try {
            // Uid: real, effective, saved, file system
            return Files.readAllLines(Path.of("/proc", Integer.toString(pid), "status"), StandardCharsets.ISO_8859_1)
                    .stream()
                    .filter(line -> line.startsWith("Uid:"))
                    .map(line -> Integer.parseInt(line.split("\\s+", -1)[2]))
                    .findFirst();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static Optional<String> firstLine(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                    .findFirst();
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }
}

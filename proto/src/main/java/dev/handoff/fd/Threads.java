package dev.handoff.fd;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/** The threads of a process, as {@code /proc/PID/task} has them: by their names, which are cut off after 15 bytes, proc_pid_comm(5). */
final class Threads {
    private Threads() {}

    /**
     * Does something to those that are chosen by their names. One that ends meanwhile is left out, and so may be one that is made meanwhile.
     *
     * @param process its number, or {@code self}
     * @param action given the thread's number; was anything done to it?
     * @return to how many something was done
     * @throws IOException if they can't be told, as those of a process that has ended; something may be done by then
     */
    static int each(String process, Predicate<String> chosen, LongPredicate action) throws IOException {
        int done = 0;
        for (String thread : of(process)) {
            String name = read(process, thread, "comm").trim();
            if (!name.isEmpty() && chosen.test(name)) {
                done += action.test(Long.parseLong(thread)) ? 1 : 0;
            }
        }
        return done;
    }

    /** Their numbers. */
    static List<String> of(String process) throws IOException {
        List<String> threads = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc", process, "task"))) {
            all.forEach(thread -> threads.add(String.valueOf(thread.getFileName())));
        }
        return threads;
    }

    /** One of a thread's files. Empty if it has ended. */
    static String read(String process, String thread, String file) throws ErrnoException {
        try {
            return ProcFile.read("/proc/" + process + "/task/" + thread + "/" + file);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT, Errno.ESRCH)) {
                return "";
            }
            throw e;
        }
    }
}

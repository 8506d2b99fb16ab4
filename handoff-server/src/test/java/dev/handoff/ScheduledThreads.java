package dev.handoff;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How the threads of a process are scheduled. */
final class ScheduledThreads {
    private static final int IDLE = 5;
    // Fields 19 and 41 of proc_pid_stat(5), counted from behind the name.
    private static final int NICENESS = 16;
    private static final int POLICY = 38;

    private ScheduledThreads() {}

    /** The names of those that are under SCHED_IDLE, as proc_pid_comm(5) has them. */
    static List<String> idle(String process) throws IOException {
        List<String> idle = new ArrayList<>();
        for (Path task : all(process)) {
            try {
                String stat = Files.readString(task.resolve("stat"));
                int end = stat.lastIndexOf(')');
                String[] fields = stat.substring(end + 2).split(" ", -1);
                if (Integer.parseInt(fields[POLICY]) == IDLE) {
                    idle.add(stat.substring(stat.indexOf('(') + 1, end));
                }
            } catch (NoSuchFileException ended) {
                // It is no thread any more.
            }
        }
        return idle;
    }

    /** The niceness of one of that name. */
    static long niceness(String process, String name) throws IOException {
        for (Path task : all(process)) {
            if (Files.readString(task.resolve("comm")).trim().equals(name)) {
                String stat = Files.readString(task.resolve("stat"));
                return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICENESS]);
            }
        }
        throw new AssertionError("no thread " + name + " in " + process);
    }

    /** The slice of one of that name, in nanoseconds; -1 if there is none, or the kernel does not say. */
    static long slice(String process, String name) throws IOException {
        for (Path task : all(process)) {
            Path sched = task.resolve("sched");
            if (Files.readString(task.resolve("comm")).trim().equals(name) && Files.exists(sched)) {
                return Files.readAllLines(sched).stream()
                        .filter(line -> line.startsWith("se.slice"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll(".*: *", "")))
                        .findFirst()
                        .orElse(-1);
            }
        }
        return -1;
    }

    /** The folders of all of its threads. */
    static List<Path> all(String process) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", process, "task"))) {
            return tasks.toList();
        }
    }
}

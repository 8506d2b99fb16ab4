package dev.handoff.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A process and what descends from it, while their parents live: /proc/PID/stat, proc_pid_stat(5). */
final class ProcessTree {
    private static final Path PROC = Path.of("/proc");

    private ProcessTree() {}

    /** The processes, {@code root} first. One that starts or ends meanwhile may be in it or not. */
    static List<Integer> of(int root) throws IOException {
        Map<Integer, List<Integer>> children = new HashMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path each : all) {
                children.computeIfAbsent(parent(each), parent -> new ArrayList<>())
                        .add(Integer.parseInt(each.getFileName().toString()));
            }
        }
        List<Integer> tree = new ArrayList<>();
        Deque<Integer> next = new ArrayDeque<>(List.of(root));
        while (!next.isEmpty()) {
            int pid = next.remove();
            tree.add(pid);
            next.addAll(children.getOrDefault(pid, List.of()));
        }
        return tree;
    }

    /** True if {@code pid} is in the tree under {@code root}. */
    static boolean contains(int root, int pid) throws IOException {
        return pid == root || of(root).contains(pid);
    }

    // "PID (NAME) STATE PARENT ..."; the name may hold anything, parentheses and blanks too.
    private static int parent(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 3)[1]);
        } catch (IOException endedMeanwhile) {
            return 0;
        }
    }
}

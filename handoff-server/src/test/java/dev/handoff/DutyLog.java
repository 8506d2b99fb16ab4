package dev.handoff;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A file in which each process that runs the duty leaves marks, on the one monotonic clock of the machine. */
record DutyLog(Path file) {

    /** One mark: {@code start}, {@code run} or {@code stop}. */
    record Mark(long nanos, long pid, String what) {}

    /** Leaves a mark of this process. */
    void mark(String what) throws IOException {
        String line = System.nanoTime() + " " + ProcessHandle.current().pid() + " " + what + "\n";
        Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** All marks, in the order of time. */
    List<Mark> marks() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .map(line -> line.split(" ", -1))
                .filter(words -> words.length == 3)
                .map(words -> new Mark(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]))
                .sorted(Comparator.comparingLong(Mark::nanos))
                .toList();
    }

    /** The processes in the order in which they started the duty. */
    List<Long> owners() throws IOException {
        return marks().stream()
                .filter(mark -> mark.what().equals("start"))
                .map(Mark::pid)
                .toList();
    }

    /** Marks of a process after another one had started, or before it started itself: two owners at once. */
    List<String> violations() throws IOException {
        List<String> violations = new ArrayList<>();
        Set<Long> stopped = new HashSet<>();
        long owner = 0;
        for (Mark mark : marks()) {
            if (mark.what().equals("start")) {
                owner = mark.pid();
                stopped.remove(owner);
            } else if (mark.pid() != owner || stopped.contains(owner)) {
                violations.add(mark + " while " + owner + " owns");
            } else if (mark.what().equals("stop")) {
                stopped.add(owner);
            }
        }
        return violations;
    }
}

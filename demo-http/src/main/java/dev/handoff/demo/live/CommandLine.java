package dev.handoff.demo.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The words that start a process. */
record CommandLine(List<String> words) {
    CommandLine {
        words = List.copyOf(words);
    }

    /**
     * What this JVM was started with, options of its own included.
     *
     * @throws IOException if the kernel does not tell (proc(5), /proc/self/cmdline)
     */
    static CommandLine ofThisProcess() throws IOException {
        String all = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
        List<String> words = new ArrayList<>(List.of(all.split("\0", -1)));
        words.remove(words.size() - 1); // each word ends in a NUL
        // Whatever name it was called by, and from whatever folder.
        words.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        return new CommandLine(words);
    }

    /** The same with an option's value set, in place of whatever there was. */
    CommandLine with(String option, String value) {
        List<String> changed = new ArrayList<>(without(option).words);
        changed.add(option);
        changed.add(value);
        return new CommandLine(changed);
    }

    /** The same without an option that takes a value. */
    CommandLine without(String option) {
        List<String> left = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals(option)) {
                i++;
            } else if (!word.startsWith(option + "=")) {
                left.add(word);
            }
        }
        return new CommandLine(left);
    }
}

package dev.handoff.client.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the command does most, done with nobody: so that a JVM which writes an archive has loaded what it needs. */
final class Practice {
    private static final List<List<String>> LINES =
            List.of(List.of("request"), List.of("request", "--json"), List.of("status"), List.of("status", "--json"));

    private Practice() {}

    static void run() throws IOException, UsageException {
        Path folder = Files.createTempDirectory("handoff-practice");
        Path control = folder.resolve("c");
        try {
            for (List<String> words : LINES) {
                try (PracticePeer peer = PracticePeer.at(control)) {
                    List<String> line = new ArrayList<>(words);
                    line.add("--control");
                    line.add(control.toString());
                    Arguments arguments = Arguments.parse(line.toArray(new String[0]));
                    arguments.command().action(arguments).run(arguments, new Steps());
                }
            }
        } finally {
            Files.deleteIfExists(control);
            Files.delete(folder);
        }
    }
}

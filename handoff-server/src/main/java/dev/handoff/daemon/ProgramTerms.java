package dev.handoff.daemon;

import dev.handoff.artifact.WatchTerms;
import dev.handoff.fd.Environment;
import dev.handoff.fd.Invocation;
import dev.handoff.fd.NotExecutableException;
import dev.handoff.program.ReadyRule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The program to run.
 *
 * @param command its name and arguments, with places for its listeners
 * @param environment what it has beside ours, with places as well
 * @param readyWithin from its start to its being ready, at the longest
 * @param watch where its artifact comes from, if that is ours to fetch
 */
record ProgramTerms(
        List<String> command,
        Map<String, String> environment,
        ReadyRule readiness,
        Duration readyWithin,
        Optional<WatchTerms> watch) {
    private static final String ARTIFACT = "{artifact}";

    ProgramTerms {
        command = List.copyOf(command);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /** Is the artifact's path among its words? */
    boolean namesArtifact() {
        return command.stream().anyMatch(word -> word.contains(ARTIFACT))
                || environment.values().stream().anyMatch(word -> word.contains(ARTIFACT));
    }

    /** With this artifact. */
    ProgramTerms with(Path artifact) {
        String path = artifact.toString();
        Map<String, String> filled = new LinkedHashMap<>(environment);
        filled.replaceAll((name, value) -> value.replace(ARTIFACT, path));
        List<String> words =
                command.stream().map(word -> word.replace(ARTIFACT, path)).toList();
        return new ProgramTerms(words, filled, readiness, readyWithin, watch);
    }

    /**
     * Is it there, as far as can be told before there are listeners?
     *
     * @throws NotExecutableException if not
     */
    void requireExecutable() throws IOException {
        Environment whole = Environment.ofThisProcess();
        for (Map.Entry<String, String> each : environment.entrySet()) {
            whole = whole.with(each.getKey(), each.getValue());
        }
        Invocation.of(command, whole);
    }
}

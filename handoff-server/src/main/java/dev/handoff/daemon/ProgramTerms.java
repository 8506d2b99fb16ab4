package dev.handoff.daemon;

import dev.handoff.fd.Environment;
import dev.handoff.fd.Invocation;
import dev.handoff.fd.NotExecutableException;
import dev.handoff.program.ReadyRule;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The program to run.
 *
 * @param command its name and arguments, with places for its listeners
 * @param environment what it has beside ours, with places as well
 * @param readyWithin from its start to its being ready, at the longest
 */
record ProgramTerms(List<String> command, Map<String, String> environment, ReadyRule readiness, Duration readyWithin) {
    ProgramTerms {
        command = List.copyOf(command);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
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

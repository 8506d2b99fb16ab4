package dev.handoff.client.cli;

import java.util.Locale;

/** A failure as one JSON object, where one was asked for: a script reads it where it reads everything else. */
final class FailureJson {
    private FailureJson() {}

    /**
     * One line.
     *
     * @param isEvent of a command that prints what happens, line by line: then it is the last of them
     */
    static String of(Failure failure, Steps.Step step, boolean isEvent) {
        Json json = new Json().object();
        if (isEvent) {
            json.name("at").value(Timestamp.of(System.currentTimeMillis()));
            json.name("event").value("failed");
            json.name("text").value(failure.sentence());
        }
        json.name("outcome")
                .value(failure.status().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.name("exitStatus").value(failure.status().code());
        json.name("step").value(step.toString());
        return json.name("reason").value(reason(failure.sentence(), step)).endObject() + "\n";
    }

    private static String reason(String sentence, Steps.Step step) {
        String prefix = step + ": ";
        return sentence.startsWith(prefix) ? sentence.substring(prefix.length()) : sentence;
    }
}

package dev.handoff.client.manual;

import java.util.List;

/**
 * All that is said of a program.
 *
 * @param section of the manual, man-pages(7): 1 for what people call, 8 for what serves
 * @param summary in one line, without a full stop
 * @param exits the statuses of every command
 * @param seeAlso pages of other programs, as {@code name(section)}
 */
public record Manual(
        String program,
        int section,
        String summary,
        List<String> paragraphs,
        List<Verb> verbs,
        List<Note> exits,
        List<Note> environment,
        List<Note> files,
        List<String> seeAlso) {
    public Manual {
        paragraphs = List.copyOf(paragraphs);
        verbs = List.copyOf(verbs);
        exits = List.copyOf(exits);
        environment = List.copyOf(environment);
        files = List.copyOf(files);
        seeAlso = List.copyOf(seeAlso);
    }

    /**
     * The verb of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Verb verb(String word) {
        return verbs.stream()
                .filter(verb -> verb.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no command '" + word + "'"));
    }
}

package dev.handoff.client.manual;

import java.util.List;

/**
 * One thing that a program can be asked to do: the first word after its name.
 *
 * @param summary in one line, without a full stop
 * @param program how a program may follow the options: {@code [-- COMMAND [ARGUMENT]...]}; empty if none may
 * @param paragraphs what it does
 * @param options in the order of the help
 * @param exits statuses that it has beside those of every command, or that mean more here
 * @param examples command lines, and what each is for
 */
public record Verb(
        String word,
        String summary,
        String program,
        List<String> paragraphs,
        List<OptionText> options,
        List<Note> exits,
        List<Note> examples) {
    public Verb {
        paragraphs = List.copyOf(paragraphs);
        options = List.copyOf(options);
        exits = List.copyOf(exits);
        examples = List.copyOf(examples);
    }

    /** May a program follow? */
    public boolean takesProgram() {
        return !program.isEmpty();
    }
}

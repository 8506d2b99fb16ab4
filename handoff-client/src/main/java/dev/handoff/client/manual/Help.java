package dev.handoff.client.manual;

import java.util.List;

/** The words that {@code --help} prints. */
public final class Help {
    private static final int WIDTH = 80;
    private static final char NO_BREAK = '\u00a0';

    private Help() {}

    /** Of the program. */
    public static String of(Manual manual) {
        String name = manual.program();
        StringBuilder text = new StringBuilder("usage: " + name + " COMMAND [OPTION]...\n");
        text.append("       ").append(name).append(" COMMAND --help\n");
        text.append("       ").append(name).append(" --version\n\n");
        for (String paragraph : manual.paragraphs()) {
            wrapped(paragraph, "", text);
            text.append('\n');
        }
        for (Verb verb : manual.verbs()) {
            entry(verb.word(), verb.summary(), text);
        }
        notes("exit status", manual.exits(), text);
        notes("environment", manual.environment(), text);
        return text.toString();
    }

    /** Of one of its commands. */
    public static String of(Manual manual, Verb verb) {
        StringBuilder text = new StringBuilder();
        wrapped(usage(manual, verb), "", "       ", text);
        text.append('\n');
        for (String paragraph : verb.paragraphs()) {
            wrapped(paragraph, "", text);
            text.append('\n');
        }
        for (OptionText option : verb.options()) {
            entry(option.written(), option.description(), text);
        }
        notes("exit status, beside those of '" + manual.program() + " --help'", verb.exits(), text);
        return text.toString();
    }

    // What belongs together stays on a line.
    private static String usage(Manual manual, Verb verb) {
        StringBuilder usage = new StringBuilder("usage: " + manual.program() + " " + verb.word());
        for (OptionText option : verb.options()) {
            String written = option.isRequired() ? option.written() : "[" + option.written() + "]";
            usage.append(' ').append(written.replace(' ', NO_BREAK)).append(option.isRepeatable() ? "..." : "");
        }
        return usage + (verb.takesProgram() ? " " + verb.program().replace(' ', NO_BREAK) : "");
    }

    private static void notes(String title, List<Note> notes, StringBuilder to) {
        if (!notes.isEmpty()) {
            to.append('\n').append(title).append(":\n");
            for (Note note : notes) {
                wrapped(note.term() + "  " + note.text(), "  ", "      ", to);
            }
        }
    }

    private static void entry(String word, String meaning, StringBuilder to) {
        to.append("  ").append(word).append('\n');
        wrapped(meaning, "      ", to);
    }

    private static void wrapped(String paragraph, String indent, StringBuilder to) {
        wrapped(paragraph, indent, indent, to);
    }

    private static void wrapped(String paragraph, String first, String indent, StringBuilder to) {
        String margin = first;
        int column = 0;
        for (String word : paragraph.split(" ", -1)) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                to.append('\n');
                margin = indent;
                column = 0;
            }
            to.append(column == 0 ? margin : " ").append(word.replace(NO_BREAK, ' '));
            column += (column == 0 ? margin.length() : 1) + word.length();
        }
        to.append('\n');
    }
}

package dev.handoff.manual;

import dev.handoff.client.manual.Manual;
import dev.handoff.client.manual.Note;
import dev.handoff.client.manual.OptionText;
import dev.handoff.client.manual.Verb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A page in mdoc(7), of a program or of one of its commands, in git's way: {@code handoff-client-request(1)}. */
final class ManPage {
    /** Of all pages: when what they say was last looked through. */
    private static final String DATE = "November 30, 2026";

    private static final int WIDTH = 80;

    private final Manual manual;
    private final StringBuilder page = new StringBuilder();

    private ManPage(Manual manual) {
        this.manual = manual;
    }

    static String of(Manual manual) {
        ManPage page = new ManPage(manual);
        page.head(manual.program(), manual.summary());
        page.macro("Nm " + manual.program() + " Ar COMMAND Op Ar OPTION ...");
        page.macro("Nm " + manual.program() + " Ar COMMAND Fl \\-help");
        page.macro("Nm " + manual.program() + " Fl \\-help | Fl \\-version");
        page.macro("Sh DESCRIPTION");
        page.paragraphs(manual.paragraphs());
        page.macro("Pp").line("Each command has a page of its own, such as");
        page.macro("Xr " + page.name(manual.verbs().get(0)) + " " + manual.section() + " :");
        page.macro("Bl -tag -width Ds");
        for (Verb verb : manual.verbs()) {
            page.macro("It Cm " + verb.word()).text(sentence(verb.summary()));
        }
        page.macro("El");
        page.notes("ENVIRONMENT", "Ev", manual.environment());
        page.notes("FILES", "Pa", manual.files());
        page.notes("EXIT STATUS", "Li", manual.exits());
        List<Note> examples = new ArrayList<>();
        manual.verbs().forEach(verb -> examples.addAll(verb.examples()));
        page.examples(examples);
        List<String> see = new ArrayList<>();
        manual.verbs().forEach(verb -> see.add(page.name(verb) + "(" + manual.section() + ")"));
        see.addAll(manual.seeAlso());
        return page.end(see);
    }

    static String of(Manual manual, Verb verb) {
        ManPage page = new ManPage(manual);
        page.head(page.name(verb), verb.summary());
        page.macro("Nm " + manual.program()).macro("Cm " + verb.word());
        for (OptionText option : verb.options()) {
            String dots = option.isRepeatable() ? " ..." : "";
            page.macro((option.isRequired() ? "" : "Op ") + written(option) + dots);
        }
        if (verb.takesProgram()) {
            page.program(verb.program());
        }
        page.macro("Sh DESCRIPTION").paragraphs(verb.paragraphs());
        page.macro("Pp").line("The options are:").macro("Bl -tag -width Ds");
        for (OptionText option : verb.options()) {
            page.macro("It " + written(option)).text(sentence(option.description()));
        }
        page.macro("El");
        page.notes("EXIT STATUS", "Li", page.exits(verb));
        page.examples(verb.examples());
        return page.end(List.of(manual.program() + "(" + manual.section() + ")"));
    }

    /** Those of every command, with what they mean in this one. */
    private List<Note> exits(Verb verb) {
        Map<String, String> exits = new LinkedHashMap<>();
        manual.exits().forEach(note -> exits.put(note.term(), note.text()));
        verb.exits().forEach(note -> exits.merge(note.term(), note.text(), (every, here) -> every + "; " + here));
        return exits.entrySet().stream()
                .map(each -> new Note(each.getKey(), each.getValue()))
                .toList();
    }

    static String name(Manual manual, Verb verb) {
        return manual.program() + "-" + verb.word();
    }

    private String name(Verb verb) {
        return name(manual, verb);
    }

    private void head(String name, String summary) {
        line(".\\\" Made from the commands and their options by ManualTest, which says how. Not to be edited.");
        macro("Dd " + DATE);
        macro("Dt " + name.toUpperCase(Locale.ROOT) + " " + manual.section());
        macro("Os Handoff").macro("Sh NAME").macro("Nm " + name).macro("Nd " + Roff.text(summary));
        macro("Sh SYNOPSIS");
    }

    private void program(String words) {
        String command = "Fl \\- Ar COMMAND Op Ar ARGUMENT ...";
        switch (words) {
            case "-- COMMAND [ARGUMENT]..." -> macro(command);
            case "[-- COMMAND [ARGUMENT]...]" -> macro("Oo").macro(command).macro("Oc");
            default -> throw new IllegalArgumentException(words);
        }
    }

    // mdoc writes the first dash of a flag itself.
    private static String written(OptionText option) {
        String flag = "Fl \\-" + Roff.literal(option.word());
        return option.takesArgument() ? flag + " Ar " + Roff.literal(option.argument()) : flag;
    }

    private void paragraphs(List<String> paragraphs) {
        for (int i = 0; i < paragraphs.size(); i++) {
            if (i > 0) {
                macro("Pp");
            }
            text(paragraphs.get(i));
        }
    }

    private void notes(String title, String macro, List<Note> notes) {
        if (!notes.isEmpty()) {
            macro("Sh " + title).macro("Bl -tag -width Ds");
            for (Note note : notes) {
                macro("It " + macro + " " + Roff.quoted(note.term())).text(sentence(note.text()));
            }
            macro("El");
        }
    }

    private void examples(List<Note> examples) {
        if (!examples.isEmpty()) {
            macro("Sh EXAMPLES");
            for (int i = 0; i < examples.size(); i++) {
                if (i > 0) {
                    macro("Pp");
                }
                text(sentence(examples.get(i).text()).replaceAll("\\.$", ":"));
                macro("Dl " + Roff.literal(examples.get(i).term()));
            }
        }
    }

    private String end(List<String> see) {
        macro("Sh SEE ALSO");
        List<String> sorted = new ArrayList<>(see);
        // By section and then by name: mdoc(7).
        sorted.sort((a, b) -> (section(a) + a).compareTo(section(b) + b));
        for (int i = 0; i < sorted.size(); i++) {
            String page = sorted.get(i);
            String comma = i < sorted.size() - 1 ? " ," : "";
            macro("Xr " + page.substring(0, page.indexOf('(')) + " " + section(page) + comma);
        }
        return page.toString();
    }

    private static String section(String page) {
        return page.substring(page.indexOf('(') + 1, page.indexOf(')'));
    }

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + (words.endsWith(".") ? "" : ".");
    }

    /** A sentence a line, as roff wants it. */
    private void text(String paragraph) {
        for (String line : paragraph.split("(?<=[.:?]) (?=[A-Z{])", -1)) {
            wrapped(line);
        }
    }

    private void wrapped(String sentence) {
        StringBuilder line = new StringBuilder();
        for (String word : sentence.split(" ", -1)) {
            if (line.length() > 0 && Roff.text(line + " " + word).length() > WIDTH) {
                line(Roff.text(line.toString()));
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        line(Roff.text(line.toString()));
    }

    private ManPage macro(String words) {
        return line("." + words);
    }

    private ManPage line(String line) {
        page.append(line).append('\n');
        return this;
    }
}

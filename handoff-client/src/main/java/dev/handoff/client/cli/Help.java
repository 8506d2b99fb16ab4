package dev.handoff.client.cli;

/** The words that {@code --help} prints, made from the commands and their options. */
final class Help {
    private static final int WIDTH = 80;

    private Help() {}

    /** Of the program. */
    static String ofProgram() {
        StringBuilder text = new StringBuilder("usage: handoff-client COMMAND [OPTION]...\n");
        text.append("       handoff-client COMMAND --help\n");
        text.append("       handoff-client --version\n\n");
        text.append("Asks the process that serves on a control socket for its listening sockets.\n\n");
        for (Command command : Command.values()) {
            entry(command.word(), command.summary(), text);
        }
        text.append("\nexit status: 0 done, 64 called wrongly, 69 no predecessor, 70 internal,\n");
        text.append("75 busy or timed out, 76 protocol, 77 not permitted\n");
        return text.toString();
    }

    /** Of one command. */
    static String of(Command command) {
        StringBuilder text = new StringBuilder("usage: handoff-client ").append(command.word());
        for (Option option : command.options()) {
            String optional = option.isRepeatable() ? " [" + option.written() + "]..." : " [" + option.written() + "]";
            text.append(option.isRequired() ? " " + option.written() : optional);
        }
        text.append(command.takesProgram() ? " [-- COMMAND [ARGUMENT]...]" : "").append("\n\n");
        wrapped(command.description(), "", text);
        text.append('\n');
        if (command.takesProgram()) {
            wrapped(command.withProgram(), "", text);
            text.append('\n');
        }
        for (Option option : command.options()) {
            entry(option.written(), option.description(), text);
        }
        return text.toString();
    }

    private static void entry(String word, String meaning, StringBuilder to) {
        to.append("  ").append(word).append('\n');
        wrapped(meaning, "      ", to);
    }

    private static void wrapped(String paragraph, String indent, StringBuilder to) {
        int column = 0;
        for (String word : paragraph.split(" ", -1)) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                to.append('\n');
                column = 0;
            }
            to.append(column == 0 ? indent : " ").append(word);
            column += (column == 0 ? indent.length() : 1) + word.length();
        }
        to.append('\n');
    }
}

package dev.handoff.client.cli;

import java.util.Locale;

/** What a command can be told. */
enum Option {
    CONTROL("PATH", "the control socket of the process that serves"),
    PID(
            "PID",
            "take the listeners out of this process instead, which does not know of Handoff; --listener is then a PORT,"
                    + " HOST:PORT, [IPV6]:PORT or unix:PATH, with NAME= before it if it is to be called otherwise"),
    LISTENER("NAME", "a listener to ask for; may be given several times; without it, all of them"),
    WAIT("DURATION", "how long to stand in line behind another exchange: 500ms, 30s, 2m (5s unless given)"),
    JSON("", "print one JSON object and nothing else"),
    VERBOSE("", "log each step; show where a failure comes from"),
    HELP("", "print this and end"),
    VERSION("", "print the version and end");

    private final String argument;
    private final String description;

    Option(String argument, String description) {
        this.argument = argument;
        this.description = description;
    }

    /** Without its dashes. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What stands for its argument; empty if it takes none. */
    String argument() {
        return argument;
    }

    boolean takesArgument() {
        return !argument.isEmpty();
    }

    /** A command that has it can't do without it, or without one that stands for it. */
    boolean isRequired() {
        return this == CONTROL;
    }

    boolean isRepeatable() {
        return this == LISTENER;
    }

    String description() {
        return description;
    }

    /** As it is written on the command line: {@code --control PATH}. */
    String written() {
        return takesArgument() ? "--" + word() + " " + argument : "--" + word();
    }
}

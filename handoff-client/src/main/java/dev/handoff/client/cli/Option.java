package dev.handoff.client.cli;

import java.util.Locale;

/** What a command can be told. */
enum Option {
    CONTROL("PATH", "the control socket of the process that serves"),
    PID(
            "PID",
            "take the listeners out of this process instead, which does not know of Handoff; --listener is then a PORT,"
                    + " HOST:PORT, [IPV6]:PORT or unix:PATH, with NAME= before it if it is to be called otherwise"),
    AGENT(
            "JAR",
            "handoff-agent.jar, with --pid: to be attached to that process, if it is a JVM, where the kernel does not let its"
                    + " listeners be taken; it then passes them itself"),
    LISTENER("NAME", "a listener to ask for; may be given several times; without it, all of them"),
    LISTEN(
            "NAME=ADDRESS",
            "a listener that COMMAND is to have: 127.0.0.1:8080, 0.0.0.0:8080 (IPv4 only), [::]:8080 (both), unix:PATH;"
                    + " bound if nobody hands it over; may be given several times, and COMMAND has them as 3 and on in that"
                    + " order"),
    ENV("NAME=VALUE", "set for COMMAND; may be given several times"),
    RELEASE("LABEL", "what COMMAND is a release of: one that was replaced does not take the listeners back by mistake"),
    ALLOW_ROLLBACK("", "ask even as a release that was replaced"),
    STANDBY(
            "",
            "as such a release, wait until the owner is gone, however long that takes: for supervisors that start again"
                    + " whatever ends"),
    ALLOW_FOREIGN_NETNS("", "take listeners of another network namespace, which are deaf once that one is gone"),
    ALLOW_USER("UID", "let processes of this user ask COMMAND's attendant as well; may be given several times"),
    READY_NOTIFY("", "COMMAND says that it is ready: READY=1 to NOTIFY_SOCKET, sd_notify(3)"),
    READY_TCP("HOST:PORT", "COMMAND is ready when it has itself accepted a connection there"),
    READY_HTTP("URL", "COMMAND is ready when it has itself answered there with a status of 200 to 299"),
    READY_AFTER("DURATION", "COMMAND is ready when it has lived for so long; the default, with 1s"),
    READY_WITHIN("DURATION", "or else it has failed (60s unless given)"),
    WARM("PATH", "ask COMMAND for this over HTTP before it is told to end; may be given several times"),
    PROBATION("DURATION", "how long the predecessor may still take back (10s unless given)"),
    DRAIN_SIGNAL("SIGNAL", "tells COMMAND to finish and end when a successor has taken over (TERM unless given)"),
    DRAIN_WITHIN("DURATION", "then it is killed (30s unless given)"),
    WAIT(
            "DURATION",
            "how long to stand in line behind another exchange: 500ms, 30s, 2m (5s unless given; with COMMAND, 60s)"),
    BEGIN_WITHIN("DURATION", "end with exit status 75 if no handoff has begun by then; for ever unless given"),
    QUIET("", "do not show what is waited for"),
    FORMAT("FORMAT", "text (the default), json, or prometheus: its text format, a gauge for each figure"),
    JSON("", "print one JSON object and nothing else, also of a failure; 'watch' prints one on each line"),
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
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
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
        return this == LISTENER || this == LISTEN || this == ENV || this == ALLOW_USER || this == WARM;
    }

    String description() {
        return description;
    }

    /** As it is written on the command line: {@code --control PATH}. */
    String written() {
        return takesArgument() ? "--" + word() + " " + argument : "--" + word();
    }
}

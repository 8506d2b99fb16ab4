package dev.handoff.daemon;

import dev.handoff.client.manual.OptionText;
import dev.handoff.client.manual.Value;
import java.util.List;
import java.util.Locale;
import joptsimple.OptionParser;

/** What {@code handoff-server} can be told. Its help, manual pages and completion are made from it, and so are its parsers. */
@SuppressWarnings("ImmutableEnumChecker") // a record of strings and a copied list
enum ServerOption {
    CONTROL("PATH", "the control socket, in a folder that only this user can write to", Value.of(Value.Kind.FILE)),
    LISTEN(
            "NAME=ADDRESS",
            "a listener to hold, bound if nobody hands it over: 127.0.0.1:8080, 0.0.0.0:8080 (IPv4 only), [::]:8080 (both), unix:PATH; may be given several"
                    + " times"),
    ENV("NAME=VALUE", "set for COMMAND; may be given several times"),
    WATCH(
            "SOURCE[,NAME=VALUE]...",
            "have the artifact from SOURCE: with every=30s; sha256=DIGITS, or signature=FILE with an Ed25519 public"
                    + " key, by which SOURCE.sha256 is signed in SOURCE.sha256.sig; folder=DIR for the artifacts;"
                    + " within=15m, most=BYTES of a download; ca=FILE with certificates to trust; token=FILE, api=URL of"
                    + " github; endpoint=URL, region=NAME, style=path or host of s3",
            Value.of(Value.Kind.FILE)),
    RELEASE("LABEL", "how this process calls itself"),
    ALLOW_ROLLBACK("", "ask even as a release that was replaced"),
    STANDBY("", "as such a release, wait until the owner is gone: for supervisors that start again whatever ends"),
    ALLOW_FOREIGN_NETNS("", "take listeners of another network namespace, which are deaf once that one is gone"),
    PID("PID", "take what is in use from this process", Value.of(Value.Kind.PROCESS)),
    END(
            "SIGNAL",
            "send this to the process of --pid when a successor is confirmed: QUIT, TERM, KILL or a number",
            Value.of("QUIT", "TERM", "KILL")),
    STORE("", "keep listeners for others"),
    ALLOW_USER("UID", "let processes of this user ask as well; may be given several times"),
    GROUP("NAME", "the group that the socket belongs to, so that they can", Value.of(Value.Kind.GROUP)),
    WAIT("DURATION", "how long to stand in line: 500ms, 30s, 2m, 1h (60s unless given)"),
    READY_NOTIFY("", "COMMAND is ready when it writes READY=1 to NOTIFY_SOCKET, sd_notify(3)"),
    READY_TCP("HOST:PORT", "COMMAND is ready when it has itself accepted a connection there"),
    READY_HTTP("URL", "COMMAND is ready when it has itself answered there with a status of 200 to 299"),
    READY_AFTER("DURATION", "COMMAND is ready when it has lived for so long; the default, with 1s"),
    READY_WITHIN("DURATION", "or else it has failed (60s unless given)"),
    PROBATION("DURATION", "what comes next can be undone for so long (10s unless given)"),
    DRAIN_SIGNAL(
            "SIGNAL",
            "tells COMMAND to finish and end (TERM unless given)",
            Value.of("TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "KILL")),
    DRAIN_WITHIN("DURATION", "then its process group is killed (30s unless given)"),
    RESTART(
            "WHEN",
            "if COMMAND ends by itself: never (the default: this process ends with its status), on-failure, or always."
                    + " Connections wait meanwhile; the pauses grow to 10s",
            Value.of("never", "on-failure", "always")),
    FORWARD(
            "SIGNAL",
            "pass it on: USR1, WINCH, TTIN, TTOU, CONT; may be given several times",
            Value.of("USR1", "WINCH", "TTIN", "TTOU", "CONT")),
    INIT("", "stay until no process is left, as is done as PID 1 without being told"),
    QUIET("", "say only what goes wrong"),
    VERBOSE("", "log each step; show where a failure comes from"),
    HELP("", "print this and end");

    /** Of {@code hold}, in the order of its help. */
    static final List<ServerOption> OF_HOLD = List.of(
            CONTROL,
            LISTEN,
            RELEASE,
            ALLOW_ROLLBACK,
            STANDBY,
            ALLOW_FOREIGN_NETNS,
            PID,
            END,
            STORE,
            ALLOW_USER,
            GROUP,
            VERBOSE,
            HELP);

    /** Of {@code run}. */
    static final List<ServerOption> OF_RUN = List.of(
            CONTROL,
            LISTEN,
            ENV,
            WATCH,
            RELEASE,
            ALLOW_ROLLBACK,
            STANDBY,
            ALLOW_FOREIGN_NETNS,
            ALLOW_USER,
            WAIT,
            READY_NOTIFY,
            READY_TCP,
            READY_HTTP,
            READY_AFTER,
            READY_WITHIN,
            PROBATION,
            DRAIN_SIGNAL,
            DRAIN_WITHIN,
            RESTART,
            FORWARD,
            INIT,
            QUIET,
            VERBOSE,
            HELP);

    private final String argument;
    private final String description;
    private final Value value;

    ServerOption(String argument, String description) {
        this(argument, description, Value.unknown());
    }

    ServerOption(String argument, String description, Value value) {
        this.argument = argument;
        this.description = description;
        this.value = value;
    }

    /** Without its dashes. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** In words, for a command that needs it or not. */
    OptionText text(boolean isRequired) {
        return new OptionText(word(), argument, description, isRequired, isRepeatable(), value);
    }

    private boolean isRepeatable() {
        return this == LISTEN || this == ENV || this == ALLOW_USER || this == FORWARD;
    }

    /** Reads these and nothing else. */
    static OptionParser parser(List<ServerOption> options) {
        OptionParser parser = new OptionParser(false);
        for (ServerOption option : options) {
            if (option.argument.isEmpty()) {
                parser.accepts(option.word());
            } else {
                parser.accepts(option.word()).withRequiredArg();
            }
        }
        return parser;
    }
}

package dev.handoff.fd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Starts a program that inherits the descriptors it is given, and nothing else: posix_spawn(3).
 *
 * <p>The program has the standard output and error of this process, and as its input /dev/null, unless it is told otherwise.
 * From 3 on it has {@link #descriptors}, in their order, and no other. Its signal mask is empty; no signal is ignored.
 *
 * <p>Everything that is passed stays the caller's. One thread's.
 */
public final class Spawn {
    /** Whose process group it is in: who is met by the signals of a terminal, and of {@link ChildProcess#signalGroup}. */
    public enum Standing {
        /** That of this process. */
        WITH_US,
        /** A new one, which it leads. */
        OWN_GROUP,
        /** A new one in a new session, without a terminal. */
        OWN_SESSION
    }

    // The shell becomes the program, so its number is the program's. 'env' carries names that are none to a shell.
    private static final String SHELL = "/bin/sh";
    private static final String WITH_PID = "export \"$0=$$\"; exec \"$@\"";

    private final Invocation invocation;
    private Environment environment = Environment.empty();
    private Optional<Path> directory = Optional.empty();
    private boolean inheritsInput;
    private Optional<OwnedFd> input = Optional.empty();
    private Optional<OwnedFd> output = Optional.empty();
    private Optional<OwnedFd> error = Optional.empty();
    private List<OwnedFd> descriptors = List.of();
    private Optional<String> pidVariable = Optional.empty();
    private Standing standing = Standing.WITH_US;

    private Spawn(Invocation invocation) {
        this.invocation = invocation;
    }

    public static Spawn of(Invocation invocation) {
        return new Spawn(invocation);
    }

    /** Its environment. Empty unless given. */
    public Spawn environment(Environment whole) {
        environment = whole;
        return this;
    }

    /** Its working directory. Ours unless given. */
    public Spawn directory(Path path) {
        directory = Optional.of(path);
        return this;
    }

    /** Its standard input is ours. */
    public Spawn inheritInput() {
        inheritsInput = true;
        return this;
    }

    /** Its standard input. */
    public Spawn input(OwnedFd fd) {
        input = Optional.of(fd);
        return this;
    }

    /** Its standard output. */
    public Spawn output(OwnedFd fd) {
        output = Optional.of(fd);
        return this;
    }

    /** Its standard error. */
    public Spawn error(OwnedFd fd) {
        error = Optional.of(fd);
        return this;
    }

    /** What it has as 3, 4 and so on. */
    public Spawn descriptors(List<OwnedFd> fds) {
        descriptors = List.copyOf(fds);
        return this;
    }

    /**
     * A variable that holds the program's own number, which nobody knows before it runs: {@code LISTEN_PID}. It then starts
     * as a shell that executes it, {@code /bin/sh}.
     */
    public Spawn pidIn(String variable) {
        pidVariable = Optional.of(variable);
        return this;
    }

    public Spawn standing(Standing where) {
        standing = where;
        return this;
    }

    /**
     * Starts it. What is executed in the end is only known to be the program once it behaves as such: where a
     * {@link #pidIn} is asked for, a failing execve(2) is an end with status 126 or 127.
     *
     * @throws ErrnoException ENOENT, EACCES, ENOEXEC, E2BIG; EAGAIN or ENOMEM where the machine is full; nothing was started
     */
    public ChildProcess start() throws IOException {
        List<OwnedFd> held = new ArrayList<>();
        try (SpawnFiles files = new SpawnFiles();
                SpawnAttributes attributes = new SpawnAttributes(standing);
                CStrings file = new CStrings(List.of(UnixPath.fileName(file())));
                CStrings argv = new CStrings(argv());
                CStrings envp = new CStrings(environment.entries());
                NativeBlock pid = new NativeBlock(8)) {
            lay(files, held);
            Libc.POSIX_SPAWN.returning(
                    pid.address(),
                    file.address(0),
                    files.address(),
                    attributes.address(),
                    argv.address(),
                    envp.address());
            // Not ended, or a zombie of ours: the number can't be another's yet.
            return new ChildProcess(pid.getInt(0), standing != Standing.WITH_US);
        } finally {
            OwnedFd.closeAll(held);
        }
    }

    private Path file() {
        return pidVariable.isPresent() ? Path.of(SHELL) : invocation.file();
    }

    private List<byte[]> argv() {
        if (pidVariable.isEmpty()) {
            return invocation.argv();
        }
        List<byte[]> argv = new ArrayList<>();
        for (String word : List.of("sh", "-c", WITH_PID, pidVariable.get())) {
            argv.add(UnixPath.bytesOf(word));
        }
        List<byte[]> unknown = environment.unknownToShells();
        if (!unknown.isEmpty()) {
            argv.add(UnixPath.bytesOf("env"));
            argv.addAll(unknown);
        }
        argv.add(UnixPath.fileName(invocation.file()));
        argv.addAll(invocation.argv().subList(1, invocation.words().size()));
        return argv;
    }

    /** The actions, in the order in which the child takes them. */
    private void lay(SpawnFiles files, List<OwnedFd> held) throws IOException {
        int first = 3 + descriptors.size();
        if (input.isEmpty() && !inheritsInput) {
            files.openNull(0);
        }
        List<Optional<OwnedFd>> targets = new ArrayList<>(Arrays.asList(input, output, error));
        descriptors.forEach(fd -> targets.add(Optional.of(fd)));
        for (int target = 0; target < targets.size(); target++) {
            if (targets.get(target).isPresent()) {
                // Above all targets, so that none of the actions destroys the source of a later one.
                OwnedFd source = targets.get(target).get().duplicateFrom(first);
                held.add(source);
                files.duplicate(source.number(), target);
            }
        }
        files.closeFrom(first);
        if (directory.isPresent()) {
            files.enter(directory.get());
        }
    }
}

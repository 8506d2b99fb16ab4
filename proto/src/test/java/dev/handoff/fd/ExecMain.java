package dev.handoff.fd;

import dev.handoff.testing.Literal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes as many listeners as the first argument says, and becomes the program that the others name. */
final class ExecMain {
    private ExecMain() {}

    public static void main(String[] arguments) throws IOException {
        List<OwnedFd> listeners = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
            listeners.add(Sockets.listenTcp(Family.INET, Literal.anyPort("127.0.0.1"), 1));
        }
        for (OwnedFd listener : listeners) {
            System.out.println(Files.readSymbolicLink(Path.of("/proc/self/fd/" + listener.number())));
        }
        Environment environment = Environment.ofThisProcess()
                .with("LISTEN_PID", Long.toString(ProcessHandle.current().pid()));
        List<String> words = Arrays.asList(OwnArguments.of(arguments)).subList(1, arguments.length);
        try {
            Exec.of(Invocation.of(words, environment), environment, listeners).replace();
        } catch (NotExecutableException e) {
            // A class that was not needed before: is the JVM's own file where it was?
            System.out.println(new java.util.concurrent.ConcurrentSkipListSet<>(List.of(e.getMessage())));
        }
        listeners.forEach(OwnedFd::close);
    }
}

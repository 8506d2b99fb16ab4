package dev.handoff.client.cli;

import dev.handoff.fd.Environment;
import dev.handoff.fd.Invocation;
import dev.handoff.fd.NotExecutableException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where {@code handoff-server} is: it comes with this program. */
final class ServerCommand {
    private static final String NAME = "handoff-server";
    private static final String VARIABLE = "HANDOFF_SERVER";
    /** From the folder of our jar: as they are installed, side by side, and as they are built. */
    private static final List<String> PLACES = List.of("../bin", "../../bin", ".", "../../handoff-server/bin");

    private ServerCommand() {}

    /**
     * The command with these words: what {@code HANDOFF_SERVER} names, or the one that came with us, or what PATH has.
     *
     * @throws EnvironmentException if there is none
     */
    static Invocation of(Environment environment, List<String> words) throws EnvironmentException {
        try {
            String named = environment.value(VARIABLE).orElse(NAME);
            String path = named.equals(NAME) ? beside().toString() : named;
            return Invocation.of(List.of(path), environment).with(words);
        } catch (NotExecutableException e) {
            throw new EnvironmentException(
                    "the program has to be attended by handoff-server, which is not to be found: " + e.getMessage()
                            + " (" + VARIABLE + " may name it)");
        }
    }

    private static Path beside() {
        try {
            Path jar = Path.of(ServerCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (String place : PLACES) {
                Path candidate = jar.resolveSibling(place).resolve(NAME).normalize();
                if (Files.isExecutable(candidate)) {
                    return candidate;
                }
            }
        } catch (URISyntaxException e) {
            // A jar at no path: PATH is left.
        }
        return Path.of(NAME);
    }
}

package dev.handoff.fd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that is there and can be executed, and its arguments.
 *
 * @param file absolute
 * @param words the arguments; the first is what the program is called, as it was written
 */
public record Invocation(Path file, List<String> words) {
    /** Where execvp(3) looks if there is no PATH. */
    private static final String NO_PATH = "/bin:/usr/bin";
    /** The longest line that the kernel reads: execve(2). */
    private static final int SHEBANG = 255;

    /** Copies the words. */
    public Invocation {
        words = List.copyOf(words);
    }

    /**
     * Finds the program that {@code words} begin with, as execvp(3) does: in the folders of PATH unless it has a slash.
     *
     * @throws NotExecutableException if there is none, or it may not be executed, or the interpreter in its first line
     */
    public static Invocation of(List<String> words, Environment environment) throws NotExecutableException {
        String name = words.get(0);
        if (name.isEmpty()) {
            throw new NotExecutableException("the command is empty");
        }
        try {
            Path file = name.indexOf('/') >= 0
                    ? checked(Path.of(name).toAbsolutePath(), name)
                    : search(name, environment.value("PATH").orElse(NO_PATH));
            requireInterpreter(file, name);
            return new Invocation(file, words);
        } catch (InvalidPathException e) {
            throw new NotExecutableException(name + ": this locale has no such name (LC_ALL=C.UTF-8 has)");
        }
    }

    /** The same program called with other words. */
    public Invocation with(List<String> others) {
        return new Invocation(file, others);
    }

    private static Path search(String name, String path) throws NotExecutableException {
        NotExecutableException first = null;
        for (String folder : path.split(":", -1)) {
            // An empty entry is the working directory.
            Path file = Path.of(folder.isEmpty() ? "." : folder).resolve(name).toAbsolutePath();
            if (Files.exists(file)) {
                try {
                    return checked(file, name);
                } catch (NotExecutableException e) {
                    first = first == null ? e : first;
                }
            }
        }
        throw first != null ? first : new NotExecutableException(name + ": not found in PATH, which is " + path);
    }

    private static Path checked(Path file, String name) throws NotExecutableException {
        if (!Files.exists(file)) {
            throw new NotExecutableException(name + ": there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new NotExecutableException(name + ": " + file + " is not a file");
        }
        if (!Files.isExecutable(file)) {
            throw new NotExecutableException(name + ": " + file + " may not be executed by this user");
        }
        return file;
    }

    private static void requireInterpreter(Path file, String name) throws NotExecutableException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(SHEBANG);
        } catch (IOException executableButNotReadable) {
            return;
        }
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("#!")) {
            return;
        }
        String interpreter = text.substring(2).strip().split("[ \t\n\r]", 2)[0];
        if (!interpreter.isEmpty() && !Files.isExecutable(Path.of(interpreter).toAbsolutePath())) {
            throw new NotExecutableException(name + ": its interpreter " + interpreter + " can't be executed");
        }
    }

    List<byte[]> argv() {
        return words.stream().map(UnixPath::bytesOf).toList();
    }
}

package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvocationTest {
    @TempDir
    Path folder;

    private Path file(String name, String mode, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static Invocation of(String path, String word) throws NotExecutableException {
        return Invocation.of(List.of(word, "-x"), Environment.empty().with("PATH", path));
    }

    private static void refused(String path, String word, String why) {
        assertThatThrownBy(() -> of(path, word))
                .isInstanceOf(NotExecutableException.class)
                .hasMessageContaining(why);
    }

    @Test
    void looksThroughPathAsExecvpDoes() throws IOException {
        Path first = Files.createDirectory(folder.resolve("first"));
        Files.createDirectory(first.resolve("app"));
        Path app = file("app", "rwxr-xr-x", "#!/bin/sh\n");
        assertThat(of(first + ":" + folder, "app")).isEqualTo(new Invocation(app, List.of("app", "-x")));
        assertThat(of("", app.toString()).file()).isEqualTo(app);
    }

    @Test
    void saysWhyAProgramCanNotBeStarted() throws IOException {
        String path = folder.toString();
        refused(path, "nothing", "not found in PATH");
        refused(path, folder + "/nothing", "there is no such file");
        refused(path, folder.toString(), "is not a file");
        refused(path, "", "the command is empty");
        file("plain", "rw-r--r--", "text");
        refused(path, "plain", "may not be executed");
        file("orphan", "rwxr-xr-x", "#!/no/such/shell -e\n");
        refused(path, "orphan", "its interpreter /no/such/shell can't be executed");
    }
}

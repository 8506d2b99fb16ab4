package dev.handoff.run;

import dev.handoff.artifact.ReleaseServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** What may be wrong with a file. */
class RunFileTroubleIT extends TroubleFixture {
    private Path hash() {
        return temp.resolve("shop.sha256");
    }

    @Override
    String source() {
        return temp.resolve("shop").toString();
    }

    /** The artifact first: as long as the hash is that of the one which serves, it is not looked at. */
    @Override
    void publish(byte[] bytes) throws IOException {
        replace(temp.resolve("shop"), bytes);
        hash(ReleaseServer.hash(bytes));
    }

    private void hash(String digits) throws IOException {
        replace(hash(), digits.getBytes(StandardCharsets.US_ASCII));
    }

    private void replace(Path file, byte[] bytes) throws IOException {
        Files.write(temp.resolve("fresh"), bytes);
        Files.setPosixFilePermissions(temp.resolve("fresh"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(temp.resolve("fresh"), file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    void atOnce(Strike strike) throws Exception {
        strike.now();
    }

    @Test
    void servesOnWhateverIsWrongWithTheFile() throws Exception {
        RunProcess run = running("");
        try (Clients clients = Clients.of(address())) {
            Trouble trouble = new Trouble(run);
            trouble.strikes("shop.sha256: there is no such file", () -> Files.delete(hash()));
            trouble.strikes("has 0 hashes, not one", () -> hash("none"));
            trouble.strikes("others can write there", () -> {
                Files.write(temp.resolve("open"), "x".getBytes(StandardCharsets.US_ASCII));
                Files.setPosixFilePermissions(temp.resolve("open"), PosixFilePermissions.fromString("rw-rw-rw-"));
                Files.move(temp.resolve("open"), hash(), StandardCopyOption.ATOMIC_MOVE);
            });
            trouble.strikes("its SHA-256 is", () -> hash("0".repeat(64)));
            crashesAndIsReplaced(run, clients);
        }
    }
}

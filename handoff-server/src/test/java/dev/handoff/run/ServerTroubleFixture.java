package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.artifact.ReleaseServer;
import dev.handoff.artifact.ReleaseServer.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Releases that are signed, at a server that does everything wrong there is. */
abstract class ServerTroubleFixture extends TroubleFixture {
    final ReleaseServer server = new ReleaseServer();
    private final KeyPair keys = pair();

    /** The path of the artifact at the server. */
    abstract String path();

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stopTheServer() {
        server.close();
    }

    @Override
    void mend() {
        server.mend();
    }

    @Override
    int looks() {
        String hash = path() + ".sha256";
        return (int) server.asked().stream()
                .filter(each -> each.equals(hash) || each.startsWith(hash + " "))
                .count();
    }

    /** At the beginning of a look: who looks asks for one thing after the other. */
    @Override
    void atOnce(Strike strike) throws Exception {
        atNext(server, path() + ".sha256", strike);
    }

    /** When the server is asked for that path. */
    static void atNext(ReleaseServer server, String path, Strike strike) throws Exception {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        server.before(path, () -> {
            try {
                strike.now();
                done.complete(true);
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        done.get(RunProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    void publish(byte[] bytes) throws Exception {
        publish(bytes, ReleaseServer.hash(bytes), keys);
    }

    private void publish(byte[] bytes, String hash, KeyPair by) throws Exception {
        byte[] word = hash.getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(by.getPrivate());
        signature.update(word);
        server.put(path(), bytes);
        server.put(path() + ".sha256.sig", signature.sign());
        server.put(path() + ".sha256", word);
    }

    private String signed() throws IOException {
        return ",signature=" + key();
    }

    private Path key() throws IOException {
        String encoded = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
        return Files.writeString(
                temp.resolve("key.pem"),
                "-----BEGIN PUBLIC KEY-----\n" + encoded + "\n-----END PUBLIC KEY-----\n",
                StandardCharsets.US_ASCII);
    }

    private static Fault slowDown() {
        byte[] body = "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
                .getBytes(StandardCharsets.US_ASCII);
        return (exchange, bytes) -> {
            exchange.getResponseHeaders().add("Content-Type", "application/xml");
            exchange.sendResponseHeaders(503, body.length);
            exchange.getResponseBody().write(body);
        };
    }

    @Test
    void servesOnWhateverTheServerDoes() throws Exception {
        RunProcess run = running(signed());
        try (Clients clients = Clients.of(address())) {
            Trouble trouble = new Trouble(run);
            String hash = path() + ".sha256";
            trouble.strikes("status 403", () -> server.breaks(hash, ReleaseServer.status(403)));
            trouble.strikes("status 429", () -> server.breaks(hash, ReleaseServer.status(429, "Retry-After", "1")));
            trouble.strikes("status 500", () -> server.breaks(hash, ReleaseServer.status(500)));
            trouble.strikes("status 503", () -> server.breaks(hash, slowDown()));
            trouble.strikes("no answer within 2000 ms", () -> server.breaks(hash, server.hanging(0)));
            byte[] next = release("v2");
            trouble.strikes("it broke off; at last after ", () -> {
                // Each time at another byte.
                AtomicInteger bytes = new AtomicInteger(20);
                server.breaks(
                        path(),
                        (exchange, all) ->
                                ReleaseServer.truncated(bytes.incrementAndGet()).answer(exchange, all));
                publish(next);
            });
            trouble.strikes("it was not here in time", () -> {
                server.breaks(path(), server.hanging(40));
                publish(next);
            });
            trouble.strikes("its SHA-256 is", () -> publish(release("v3"), ReleaseServer.hash(next), keys));
            trouble.strikes("is not that of the key", () -> publish(next, ReleaseServer.hash(next), pair()));
            trouble.isNone(() -> {
                server.breaks(hash, ReleaseServer.status(304));
                server.breaks(hash + ".sig", ReleaseServer.status(304));
                publish(next);
            });
            crashesAndIsReplaced(run, clients);
        }
    }

    @Test
    void servesOnWhenTheDiskIsFull() throws Exception {
        Path small = Files.createDirectory(temp.resolve("small"));
        assumeTrue(mount(small), "may not mount a small file system");
        try {
            RunProcess run = running(signed() + ",folder=" + small.resolve("artifacts"));
            try (Clients clients = Clients.of(address())) {
                byte[] large = Arrays.copyOf(release("v2"), 300_000);
                Trouble trouble = new Trouble(run, small.resolve("artifacts"));
                trouble.strikes("No space left on device", () -> {
                    // Without a length: only the write tells.
                    server.breaks(path(), (exchange, bytes) -> {
                        exchange.sendResponseHeaders(200, 0);
                        exchange.getResponseBody().write(bytes);
                    });
                    publish(large);
                });
                trouble.strikes("has no room for its 300000 bytes", () -> publish(large));
                System.out.println("With a full disk: " + clients);
                assertThat(clients.failures()).as(clients.toString()).isEmpty();
            }
            run.close();
        } finally {
            command("umount", small.toString());
        }
    }

    private static boolean mount(Path at) throws Exception {
        return command("mount", "-t", "tmpfs", "-o", "size=128k,mode=0700", "none", at.toString());
    }

    private static boolean command(String... words) throws Exception {
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}

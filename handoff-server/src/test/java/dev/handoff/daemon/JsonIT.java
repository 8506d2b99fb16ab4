package dev.handoff.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.Handoff;
import dev.handoff.HandoffBuilder;
import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import dev.handoff.client.cli.ClientManual;
import dev.handoff.client.cli.Schemas;
import dev.handoff.client.manual.Verb;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command that has {@code --json}, by the manual, as a process: what it prints when it succeeds and when it fails holds to
 * docs/schema. A command that is new has to be given a case here.
 */
@Timeout(120)
class JsonIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String CLIENT = "../handoff-client/bin/handoff-client";
    private static final String SERVER = "bin/handoff-server";

    @TempDir
    Path temp;

    private Path control;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void privateFolder() throws IOException {
        Path folder = temp.resolve("run");
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        control = folder.resolve("control");
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process each : started) {
            List<ProcessHandle> programs = each.descendants().toList();
            each.destroyForcibly().waitFor();
            programs.forEach(ProcessHandle::destroyForcibly);
        }
    }

    static List<String> commands() {
        return ClientManual.manual().verbs().stream()
                .filter(verb ->
                        verb.options().stream().anyMatch(option -> option.word().equals("json")))
                .map(Verb::word)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void succeeds(String command) throws Exception {
        switch (command) {
            case "request", "status", "history" -> beside(() -> succeeded(command));
            case "check" -> beside(() -> succeeded(command, "--ready-after", "100ms", "--", "sleep", "100"));
            case "watch" -> watches();
            case "ready" -> hears();
            case "rollback" -> goesBack();
            case "list", "store", "retrieve", "delete" -> keeps(command);
            default -> throw new AssertionError(command + " has --json, and no case here");
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void failsAtAPathWhereNobodyIs(String command) throws Exception {
        Command failed = client(command, mandatory(command));
        assertThat(failed.status()).as(failed.err()).isEqualTo(69);
        assertThat(failed.out())
                .contains("\"outcome\":\"no-predecessor\",\"exitStatus\":69,\"step\":\"connecting\",\"reason\":\"no ");
        Schemas.assertHolds(command.equals("watch") ? "watch" : "failure", failed.out());
        assertThat(failed.err()).startsWith("handoff-client: ");
    }

    private static String[] mandatory(String command) {
        return switch (command) {
            case "check" -> new String[] {"--", "true"};
            case "store" -> new String[] {"--pid", "1"};
            case "delete" -> new String[] {"--listener", "http"};
            default -> new String[0];
        };
    }

    @ParameterizedTest
    @CsvSource({
        "request,--listener nobody,64",
        "request,--wait x,64",
        "request,--pid 999999999,69",
        "check,-- false,70",
        "check,-- /none,64",
        "ready,'',75",
        "rollback,'',69",
        "list,'',64",
        "delete,--listener http,64",
        "watch,--begin-within 1ms,75",
        "status,--json=no,64"
    })
    void failsBesideAnOwner(String command, String more, int status) throws Exception {
        beside(() -> {
            boolean isOfProcess = more.startsWith("--pid");
            List<String> line = new ArrayList<>(List.of(CLIENT, command, "--json"));
            line.addAll(isOfProcess ? List.of() : List.of("--control", control.toString()));
            line.addAll(Stream.of(more.split(" ", -1))
                    .filter(word -> !word.isEmpty())
                    .toList());
            Command failed = new Command(line);
            assertThat(failed.status()).as(failed.out() + failed.err()).isEqualTo(status);
            assertThat(failed.out()).contains("\"exitStatus\":" + status + ",");
            Schemas.assertHolds(command.equals("watch") ? "watch" : "failure", failed.out());
        });
    }

    @Test
    void theSchemaHasEachCommand() throws Exception {
        String schema = Files.readString(Path.of("..", "docs", "schema", "handoff-client.json"));
        assertThat(commands())
                .hasSizeGreaterThan(10)
                .allSatisfy(command -> assertThat(schema)
                        .contains("{\"$ref\": \"#/$defs/" + command + "\"}", "    \"" + command + "\": {"));
    }

    /** What is done beside an owner. */
    private interface Work {
        void run() throws Exception;
    }

    private HandoffBuilder release(String label) {
        return Handoff.at(control)
                .listener("http", "127.0.0.1:0")
                .release(label)
                .probation(Duration.ofMillis(100))
                .handleSignals(false);
    }

    private void beside(Work work) throws Exception {
        try (Handoff owner = release("v1").open()) {
            owner.ready();
            work.run();
        }
    }

    private void watches() throws Exception {
        try (Handoff first = release("v1").open()) {
            first.ready();
            Command watch = new Command(List.of(CLIENT, "watch", "--json", "--control", control.toString()));
            await().atMost(LONG).until(() -> watch.out().contains("\"serving\""));
            try (Handoff second = release("v2").open()) {
                second.ready();
                first.awaitRetired();
                assertThat(watch.status()).as(watch.err()).isZero();
            }
            Schemas.assertHolds("watch", watch.out());
            assertThat(watch.out()).contains("\"event\":\"outcome\"");
        }
    }

    private void hears() throws Exception {
        try (Handoff release = release("v1").readyWhenTold().open()) {
            Command ready = new Command(List.of(CLIENT, "ready", "--json", "--control", control.toString()));
            await().atMost(LONG).until(release::isReadyTold);
            assertThat(ready.status()).as(ready.err()).isZero();
            Schemas.assertHolds("ready", ready.out());
        }
    }

    private void goesBack() throws Exception {
        publish("v1");
        Command run = new Command(List.of(
                SERVER,
                "run",
                "--control",
                control.toString(),
                "--listen",
                "http=127.0.0.1:0",
                "--ready-after",
                "100ms",
                "--probation",
                "200ms",
                "--watch",
                temp.resolve("shop") + ",every=200ms",
                "--",
                "{artifact}"));
        await().atMost(LONG).until(() -> run.err().contains("is good"));
        publish("v2");
        await().atMost(LONG).until(() -> run.err().split("is good", -1).length > 2);
        succeeded("rollback");
    }

    private void publish(String label) throws Exception {
        byte[] bytes = ("#!/bin/sh\n# " + label + "\nexec sleep 1000\n").getBytes(StandardCharsets.US_ASCII);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
        Path fresh = Files.write(temp.resolve("fresh"), bytes);
        Files.writeString(temp.resolve("shop.sha256"), HexFormat.of().formatHex(hash));
        Files.move(fresh, temp.resolve("shop"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void keeps(String command) throws Exception {
        Command store = new Command(
                List.of(SERVER, "hold", "--store", "--control", control.toString(), "--listen", "http=127.0.0.1:0"));
        awaitAnswer(control);
        String[] more = mandatory(command);
        if (command.equals("store")) {
            Path other = control.resolveSibling("other");
            Command served =
                    new Command(List.of(SERVER, "hold", "--control", other.toString(), "--listen", "b=127.0.0.1:0"));
            awaitAnswer(other);
            more = new String[] {"--pid", Long.toString(served.process.pid())};
        }
        succeeded(command, more);
        assertThat(store.process.isAlive()).isTrue();
    }

    private static void awaitAnswer(Path path) {
        await().atMost(LONG).ignoreExceptions().until(() -> {
            try (HandoffClient client = HandoffClient.connect(path, Identity.of(""), Duration.ofSeconds(10))) {
                Status status = client.status();
                return status.getPhase().equals("OWNER");
            }
        });
    }

    private void succeeded(String command, String... more) throws Exception {
        Command done = client(command, more);
        assertThat(done.status()).as(done.out() + done.err()).isZero();
        Schemas.assertHolds(command, done.out());
    }

    private Command client(String command, String... more) throws IOException {
        List<String> line = new ArrayList<>(List.of(CLIENT, command, "--json", "--control", control.toString()));
        line.addAll(List.of(more));
        return new Command(line);
    }

    /** A packaged command, and what it has written. */
    private final class Command {
        private final Process process;
        private final Path out;
        private final Path err;

        Command(List<String> line) throws IOException {
            out = Files.createTempFile(temp, "out", "");
            err = Files.createTempFile(temp, "err", "");
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            process = builder.start();
            started.add(process);
        }

        String out() throws IOException {
            return Files.readString(out, StandardCharsets.UTF_8);
        }

        String err() throws IOException {
            return Files.readString(err, StandardCharsets.UTF_8);
        }

        int status() throws InterruptedException {
            assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }
    }
}

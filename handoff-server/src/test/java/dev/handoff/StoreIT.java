package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.handoff.client.HandoffClient;
import dev.handoff.client.Identity;
import dev.handoff.client.NoStoreException;
import dev.handoff.client.RequestTerms;
import dev.handoff.client.StoreClient;
import dev.handoff.client.Trust;
import dev.handoff.fd.Deadline;
import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.Sockets;
import dev.handoff.testing.NoLeakedDescriptors;
import dev.handoff.wire.Frame;
import dev.handoff.wire.Manifest;
import dev.handoff.wire.NamedListener;
import dev.handoff.wire.RefusedException;
import dev.handoff.wire.v1.Envelope;
import dev.handoff.wire.v1.Listener;
import dev.handoff.wire.v1.RefusalCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code handoff-server hold --store}, the packaged command, and those who have their listeners kept by it. */
@ExtendWith(NoLeakedDescriptors.class)
class StoreIT extends ProcessFixture {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final List<Process> stores = new ArrayList<>();

    @AfterEach
    void end() throws IOException, InterruptedException {
        for (Process each : stores) {
            each.destroyForcibly().waitFor();
            each.getOutputStream().close();
        }
    }

    private Path at() {
        return control().resolveSibling("store.sock");
    }

    private Process command(String program, String... words) throws IOException {
        List<String> line =
                new ArrayList<>(List.of(Path.of(program).toAbsolutePath().toString()));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.redirectOutput(
                        temp.resolve("said-" + stores.size()).toFile())
                .start();
        stores.add(process);
        return process;
    }

    private Process store(String release, String... more) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("hold", "--store", "--control", at().toString(), "--release", release));
        words.addAll(List.of(more));
        Process process = command("bin/handoff-server", words.toArray(String[]::new));
        await().atMost(LONG).ignoreExceptions().until(() -> {
            try (HandoffClient client = HandoffClient.connect(at(), Identity.of(""), CONNECT)) {
                return client.status().getRelease().equals(release);
            }
        });
        return process;
    }

    private StoreClient client() throws IOException {
        return StoreClient.connect(at(), Identity.of(""), CONNECT, Trust.OURSELVES);
    }

    private List<String> kept() throws IOException {
        try (StoreClient store = client()) {
            return store.list().stream().map(Listener::getName).toList();
        }
    }

    private static NamedListener listener(String name) throws IOException {
        OwnedFd fd = Sockets.listenTcp(Family.INET, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        return NamedListener.of(name, 16, fd);
    }

    private static void refused(RefusalCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aProgramThatIsKilledGetsItsListenerBackAndWhoWaitsIsAnswered() throws Exception {
        store("s1");
        ServiceProcess first = serving("v1", "store=" + at());
        await().atMost(LONG).until(() -> kept().equals(List.of("http")));
        first.signal("KILL");
        first.awaitExit();
        try (Socket waiting = new Socket(address().getAddress(), address().getPort())) {
            ServiceProcess second = serving("v2", "store=" + at());
            waiting.setSoTimeout(30_000);
            assertThat(new String(waiting.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("v2");
            awaitOwner(second);
            ServiceProcess third = serving("v3", "store=" + at());
            awaitAnswer("v3");
            awaitOwner(third);
        }
        assertThat(kept()).containsExactly("http");
    }

    @Test
    void aNextStoreGetsAllThatTheLastOneKept() throws Exception {
        Process first = store("s1", "--listen", "held=127.0.0.1:0");
        try (NamedListener listener = listener("given");
                StoreClient store = client()) {
            store.store(List.of(listener));
            store.store(List.of(listener));
            store("s2", "--listen", "held=127.0.0.1:0");
            assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).isZero();
            assertThat(kept()).containsExactlyInAnyOrder("held", "given");
            try (StoreClient next = client()) {
                List<NamedListener> back = next.retrieve(List.of("given"));
                assertThat(back).hasSize(1);
                assertThat(back.get(0).facts()).isEqualTo(listener.facts());
                back.forEach(NamedListener::close);
            }
        }
    }

    @Test
    void anEmptyStoreIsHandedOverToo() throws Exception {
        Process first = store("s1");
        store("s2");
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(first.exitValue()).isZero();
        assertThat(kept()).isEmpty();
    }

    @Test
    void nobodyButAStoreTakesOverFromAStore() throws Exception {
        store("s1", "--listen", "http=127.0.0.1:0");
        try (HandoffClient client = HandoffClient.connect(at(), Identity.of("v9"), CONNECT)) {
            refused(
                    RefusalCode.NOT_PERMITTED,
                    () -> client.request(new RequestTerms(List.of(), CONNECT, CONNECT, true, false)));
        }
        serving("v1");
        Process second = command(
                "bin/handoff-server", "hold", "--store", "--control", control().toString());
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(64);
        assertThat(Files.readString(temp.resolve("said-1"))).contains("keeps no listeners for others");
        awaitAnswer("v1");
        assertThat(kept()).containsExactly("http");
    }

    @Test
    void aProcessThatIsNoStoreKeepsNothingAndServesOn() throws Exception {
        serving("v1");
        assertThatThrownBy(() -> StoreClient.connect(control(), Identity.of(""), CONNECT, Trust.OURSELVES))
                .isInstanceOf(NoStoreException.class);
        try (NamedListener listener = listener("mine");
                HandoffClient client = HandoffClient.connect(control(), Identity.of(""), CONNECT)) {
            Envelope.Builder store = Envelope.newBuilder();
            store.getStoreBuilder().addListeners(Manifest.entry(listener, 0));
            client.channel().send(store, List.of(listener.fd()), Deadline.in(CONNECT));
            try (Frame answer = client.channel().receive(Deadline.in(CONNECT))) {
                assertThat(answer.envelope().getRefused().getCode()).isEqualTo(RefusalCode.NOT_PERMITTED);
            }
        }
        awaitAnswer("v1");
    }

    @Test
    void aNameIsNotTakenOverAndWhatIsDeletedIsGone() throws Exception {
        store("s1");
        InetSocketAddress address;
        try (NamedListener listener = listener("http");
                NamedListener other = listener("http");
                StoreClient store = client()) {
            address = listener.facts().name().inetSocketAddress();
            store.store(List.of(listener));
            try (StoreClient rude = client()) {
                refused(RefusalCode.NOT_PERMITTED, () -> rude.store(List.of(other)));
            }
        }
        new Socket(address.getAddress(), address.getPort()).close();
        try (StoreClient wrong = client()) {
            refused(RefusalCode.UNKNOWN_LISTENER, () -> wrong.delete(List.of("http", "nothing")));
        }
        assertThat(kept()).containsExactly("http");
        try (StoreClient store = client()) {
            store.delete(List.of("http"));
        }
        assertThat(kept()).isEmpty();
        assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void aManifestThatLiesIsRefusedAndNothingOfItIsKept() throws Exception {
        store("s1");
        try (NamedListener one = listener("one");
                NamedListener two = listener("two");
                HandoffClient client = HandoffClient.connect(at(), Identity.of(""), CONNECT)) {
            Envelope.Builder store = Envelope.newBuilder();
            store.getStoreBuilder()
                    .addListeners(Manifest.entry(one, 0))
                    .addListeners(Manifest.entry(one, 1).toBuilder().setName("two"));
            client.channel().send(store, List.of(one.fd(), two.fd()), Deadline.in(CONNECT));
            try (Frame answer = client.channel().receive(Deadline.in(CONNECT))) {
                assertThat(answer.envelope().getRefused().getCode()).isEqualTo(RefusalCode.PROTOCOL);
            }
        }
        assertThat(kept()).isEmpty();
    }

    @Test
    void aStoreThatIsNotThereCostsNothingButWhatItIsFor() throws Exception {
        serving("v1", "store=" + at());
        awaitAnswer("v1");
    }

    @Test
    void theCommandHasAProcessKeptListsItAndDeletesIt() throws Exception {
        store("s1");
        ServiceProcess process = serving("v1");
        assertThat(client(
                        "store",
                        "--pid",
                        Long.toString(process.pid()),
                        "--listener",
                        "web=" + address().getPort()))
                .contains("1 kept from now on");
        assertThat(kept()).containsExactly("web");
        process.signal("KILL");
        process.awaitExit();
        new Socket(address().getAddress(), address().getPort()).close();
        assertThat(client("list")).contains("web").contains(":" + address().getPort());
        assertThat(client("retrieve")).contains("1 retrieved");
        assertThat(client("delete", "--listener", "web")).contains("1 not kept any more");
        assertThat(kept()).isEmpty();
    }

    private String client(String verb, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of(verb, "--control", at().toString()));
        words.addAll(List.of(more));
        Path said = temp.resolve("said-" + stores.size());
        Process process = command("../handoff-client/bin/handoff-client", words.toArray(String[]::new));
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        return Files.readString(said);
    }
}

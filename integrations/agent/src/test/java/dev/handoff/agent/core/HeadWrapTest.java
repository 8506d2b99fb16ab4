package dev.handoff.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the JDK's own engines, whose records can be made shorter than a head. */
@Timeout(120)
class HeadWrapTest {
    private static final char[] PASSWORD = "for-a-test".toCharArray();

    @TempDir
    private Path folder;

    private SSLEngine server;
    private SSLEngine client;

    @BeforeEach
    void makeEngines() throws Exception {
        KeyStore store = keys();
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        server = tls.createSSLEngine();
        server.setUseClientMode(false);
        client = tls.createSSLEngine();
        client.setUseClientMode(true);
    }

    private KeyStore keys() throws Exception {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String password = new String(PASSWORD);
        Path keys = folder.resolve("keys");
        List<String> command = new ArrayList<>(List.of(keytool, "-genkeypair", "-keyalg", "EC", "-alias", "a"));
        command.addAll(List.of("-dname", "CN=localhost", "-storetype", "PKCS12", "-storepass", password));
        command.addAll(List.of("-keystore", keys.toString()));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(keys)) {
            store.load(file, PASSWORD);
        }
        return store;
    }

    private void shakeHands() throws Exception {
        ByteBuffer toServer = ByteBuffer.allocate(64 * 1024);
        ByteBuffer toClient = ByteBuffer.allocate(64 * 1024);
        for (int step = 0; step < 20; step++) {
            client.wrap(ByteBuffer.allocate(0), toServer);
            read(server, toServer);
            server.wrap(ByteBuffer.allocate(0), toClient);
            read(client, toClient);
        }
        assertThat(server.getSession().isValid()).isTrue();
    }

    private static String read(SSLEngine engine, ByteBuffer network) throws Exception {
        ByteBuffer plain = ByteBuffer.allocate(64 * 1024);
        network.flip();
        SSLEngineResult result;
        do {
            result = engine.unwrap(network, plain);
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
        } while (network.hasRemaining() && result.bytesConsumed() > 0);
        network.compact();
        return StandardCharsets.US_ASCII.decode(plain.flip()).toString();
    }

    private void limitRecords(int packet) {
        if (packet > 0) {
            SSLParameters parameters = server.getSSLParameters();
            parameters.setMaximumPacketSize(packet);
            server.setSSLParameters(parameters);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 600})
    void tellsTheApplicationOfItsOwnBytesWhateverTheRecordsAre(int packet) throws Exception {
        limitRecords(packet);
        shakeHands();
        String field = "X-Long: " + "a".repeat(1500) + "\r\n";
        String body = "b".repeat(20_000);
        ByteBuffer head =
                StandardCharsets.US_ASCII.encode("HTTP/1.1 200 OK\r\n" + field + "\r\n" + body.substring(0, 9));
        ByteBuffer rest = StandardCharsets.US_ASCII.encode(body.substring(9));
        List<ByteBuffer> buffers = List.of(head, rest);
        int given = head.remaining() + rest.remaining();

        HeadWrap wrap = HeadWrap.of(server, buffers).orElseThrow();
        StringBuilder got = new StringBuilder();
        int told = 0;
        int untold = 0;
        ByteBuffer network = ByteBuffer.allocate(64 * 1024);
        while (head.hasRemaining() || rest.hasRemaining()) {
            SSLEngineResult result = wrap.isDone()
                    ? server.wrap(new ByteBuffer[] {head, rest}, 0, 2, network)
                    : wrap.run(buffers, network);
            told += result.bytesConsumed();
            untold += result.bytesConsumed() == 0 ? 1 : 0;
            assertThat(head.remaining() + rest.remaining()).isEqualTo(given - told);
            got.append(read(client, network));
        }

        assertThat(got.toString()).isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n" + field + "\r\n" + body);
        assertThat(told).isEqualTo(given);
        assertThat(untold > 0).as("records shorter than the head").isEqualTo(packet > 0);
    }
}

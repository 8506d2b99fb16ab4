package dev.handoff.artifact;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate that nobody trusts who was not told to, and servers that have it. Made by the JDK's keytool, once in a JVM. */
public final class TlsFiles {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final TlsFiles ONLY = make();

    private final KeyStore keys;
    private final byte[] pem;

    private TlsFiles(KeyStore keys, byte[] pem) {
        this.keys = keys;
        this.pem = pem;
    }

    private static TlsFiles make() {
        try {
            Path file = Files.createTempDirectory("tls").resolve("keys");
            generate(file);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                keys.load(in, PASSWORD);
            }
            Files.delete(file);
            Files.delete(file.getParent());
            String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(keys.getCertificate("server").getEncoded());
            String pem = "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n";
            return new TlsFiles(keys, pem.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void generate(Path file) throws IOException, InterruptedException {
        String words = "-genkeypair -alias server -keyalg EC -storetype PKCS12 -dname CN=localhost -validity 30"
                + " -ext san=ip:127.0.0.1,dns:localhost -storepass " + new String(PASSWORD);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-keystore", file.toString()));
        command.addAll(List.of(words.split(" ", -1)));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool");
        }
    }

    /** For {@code ca=}. */
    public static Path certificate(Path folder) throws IOException {
        return Files.write(folder.resolve("ca.pem"), ONLY.pem);
    }

    /** On loopback, not started. */
    public static HttpsServer server() throws IOException, GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(ONLY.keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return server;
    }
}

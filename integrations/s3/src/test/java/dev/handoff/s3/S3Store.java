package dev.handoff.s3;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * S3Proxy as a process of its own: a store that speaks S3 and checks each signature, in memory. It has one bucket,
 * {@code releases}.
 */
public final class S3Store implements AutoCloseable {
    public static final String BUCKET = "releases";
    private static final String USER = "somebody";
    private static final String SECRET = "the-secret-of-somebody";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final int port;
    private final S3Client client;

    private S3Store(Process process, int port) {
        this.process = process;
        this.port = port;
        this.client = S3Client.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                // This store knows no checksums that follow the bytes.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .serviceConfiguration(each -> each.chunkedEncodingEnabled(false))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(USER, SECRET)))
                .build();
    }

    /** Starts it. What it says goes to a file in the folder. */
    public static S3Store start(Path folder) throws IOException {
        int port = freePort();
        Path terms = Files.writeString(
                folder.resolve("store.conf"),
                String.join(
                        "\n",
                        "s3proxy.authorization=aws-v4",
                        "s3proxy.identity=" + USER,
                        "s3proxy.credential=" + SECRET,
                        "s3proxy.endpoint=http://127.0.0.1:" + port,
                        "jclouds.provider=transient",
                        "jclouds.identity=x",
                        "jclouds.credential=x",
                        ""));
        Path jar = Path.of("target/store/s3proxy.jar").toAbsolutePath();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-jar",
                        jar.toString(),
                        "--properties",
                        terms.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("store.log").toFile())
                .start();
        S3Store store = new S3Store(process, port);
        try {
            store.awaitAnswers();
            store.client.createBucket(each -> each.bucket(BUCKET));
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw new IllegalStateException(Files.readString(folder.resolve("store.log"), StandardCharsets.UTF_8), e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void awaitAnswers() {
        Awaitility.await("a store at port " + port).atMost(PATIENCE).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("it ended with status " + process.exitValue());
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return true;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** What a process needs in its environment that may read there. */
    public List<String> credentials() {
        return List.of("AWS_ACCESS_KEY_ID=" + USER, "AWS_SECRET_ACCESS_KEY=" + SECRET);
    }

    public void put(String key, byte[] bytes) {
        client.putObject(each -> each.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

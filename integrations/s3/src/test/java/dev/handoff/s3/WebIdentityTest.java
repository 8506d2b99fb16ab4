package dev.handoff.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.handoff.artifact.ReleaseServer;
import dev.handoff.artifact.Source;
import dev.handoff.artifact.SourceTerms;
import dev.handoff.artifact.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Credentials of a Kubernetes service account: a token in a file, exchanged at STS for those that sign. */
@Timeout(60)
class WebIdentityTest {
    private static final String ANSWER = """
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <AssumeRoleWithWebIdentityResult><Credentials>
                <AccessKeyId>ASIAEXCHANGED</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
                <SessionToken>session</SessionToken><Expiration>WHEN</Expiration>
              </Credentials></AssumeRoleWithWebIdentityResult>
            </AssumeRoleWithWebIdentityResponse>
            """;
    private static final String[] NAMES = {"aws.roleArn", "aws.webIdentityTokenFile", "aws.endpointUrlSts", "aws.region"
    };

    @TempDir
    Path temp;

    @AfterEach
    void forget() {
        for (String each : NAMES) {
            System.clearProperty(each);
        }
    }

    @Test
    void signsWithWhatTheTokenIsExchangedFor() throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        HttpServer sts = sts(told);
        try (ReleaseServer server = new ReleaseServer()) {
            server.release("/releases/shop", new byte[] {1});
            System.setProperty(NAMES[0], "arn:aws:iam::123456789012:role/shop");
            System.setProperty(
                    NAMES[1],
                    Files.writeString(temp.resolve("token"), "the-token").toString());
            System.setProperty(NAMES[2], "http://127.0.0.1:" + sts.getAddress().getPort());
            System.setProperty(NAMES[3], "us-east-1");
            Map<String, String> options = Map.of(
                    "endpoint", server.address("/").toString(),
                    "ca", TlsFiles.certificate(temp).toString());
            SourceTerms terms = new SourceTerms("s3://releases/shop", options, true, Duration.ofSeconds(10));
            try (Source source = new S3Provider().open(terms)) {
                assertThat(source.beside(".sha256")).isNotEmpty();
            }
            assertThat(told.get(1, TimeUnit.SECONDS)).contains("AssumeRoleWithWebIdentity", "the-token");
            assertThat(server.asked().get(0)).contains("Credential=ASIAEXCHANGED/");
        } finally {
            sts.stop(0);
        }
    }

    private static HttpServer sts(CompletableFuture<String> told) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            told.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = ANSWER.replace(
                            "WHEN", Instant.now().plusSeconds(3600).toString())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }
}

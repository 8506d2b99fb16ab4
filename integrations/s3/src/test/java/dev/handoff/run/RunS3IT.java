package dev.handoff.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.artifact.ReleaseServer;
import dev.handoff.s3.S3Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A {@code run} that fetches its releases from a store that speaks S3. */
class RunS3IT extends WatchFixture {
    private final List<String> environment = new ArrayList<>(List.of("env", "AWS_EC2_METADATA_DISABLED=true"));

    @BeforeEach
    @AfterEach
    void install() throws IOException {
        Installed.withModule();
    }

    @Override
    List<String> before() {
        return environment;
    }

    @Test
    void losesNoRequestWithS3() throws Exception {
        try (S3Store store = S3Store.start(temp)) {
            environment.addAll(store.credentials());
            losesNoRequest("s3://releases/acme/shop,endpoint=" + store.endpoint(), (label, bytes) -> {
                store.put("acme/shop", bytes);
                store.put("acme/shop.sha256", ReleaseServer.hash(bytes).getBytes(StandardCharsets.US_ASCII));
            });
        }
    }

    @Test
    void saysWhatIsMissingAndWhatIsWrong() throws Exception {
        try (S3Store store = S3Store.start(temp)) {
            String end = ",endpoint=" + store.endpoint();
            store.put("bare", new byte[] {1});
            fails("s3://releases/bare" + end, 75, "credentials");
            environment.addAll(store.credentials());
            fails("s3://releases/bare" + end, 75, "s3://releases/bare.sha256: answered with status 404 NoSuchKey");
            fails("s3://nowhere/bare" + end, 75, "404 NoSuchBucket (there is no such bucket)");
            environment.add("AWS_SECRET_ACCESS_KEY=another");
            fails("s3://releases/bare" + end, 75, "status 403 SignatureDoesNotMatch (forbidden, or the credentials");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            s3://releases | s3://BUCKET/KEY
            s3://releases/ | s3://BUCKET/KEY
            s3://releases/key/ | s3://BUCKET/KEY
            s3://Releases/key | s3://BUCKET/KEY
            s3://releases/key,endpoint=ftp://host | https://HOST[:PORT]
            s3://releases/key,endpoint=http://host.example | what comes by http proves nothing
            s3://releases/key,endpoint=https://host.example,style=round | style: path
            s3://releases/key | region
            """)
    void refusesWhatItCannotUse(String source, String why) throws Exception {
        fails(source, 64, why);
    }

    @Test
    void saysWhatToAddWithoutTheModule() throws Exception {
        Installed.withoutModule();
        fails("s3://releases/key", 64, "handoff-s3.jar has to be beside handoff-server.jar");
    }

    private void fails(String source, int status, String why) throws Exception {
        RunProcess run =
                run(before(), List.of("--wait", "100ms", "--watch", source), List.of("{artifact}", "{fd:http}"));
        assertThat(run.awaitExit()).as(run.said()).isEqualTo(status);
        assertThat(run.said()).contains(why);
        assertThat(run.said().lines()).as("one clear line").hasSizeLessThanOrEqualTo(2);
    }
}

package dev.handoff.run;

import dev.handoff.artifact.TlsFiles;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** A {@code run} that fetches by S3 from a server that does everything wrong there is. */
class RunS3TroubleIT extends ServerTroubleFixture {
    @BeforeEach
    void install() throws IOException {
        Installed.withModule();
    }

    @Override
    List<String> before() {
        return List.of("env", "AWS_ACCESS_KEY_ID=somebody", "AWS_SECRET_ACCESS_KEY=secret");
    }

    @Override
    String path() {
        return "/releases/shop";
    }

    @Override
    String source() throws IOException {
        return "s3:/" + path() + ",endpoint=" + server.address("/") + ",ca=" + TlsFiles.certificate(temp);
    }
}

package dev.handoff.run;

import dev.handoff.artifact.TlsFiles;
import java.io.IOException;

/** A {@code run} that fetches from an https server that does everything wrong there is. */
class RunTroubleIT extends ServerTroubleFixture {
    @Override
    String path() {
        return "/shop";
    }

    @Override
    String source() throws IOException {
        return server.address(path()) + ",ca=" + TlsFiles.certificate(temp);
    }
}

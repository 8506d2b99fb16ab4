package dev.handoff.s3;

import dev.handoff.artifact.SourceTerms;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpService;

/** Gives the SDK's own clients, which fetch credentials, the same way to ask; found by a {@link java.util.ServiceLoader}. */
public final class JdkHttpService implements SdkHttpService {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public SdkHttpClient.Builder<?> createHttpClientBuilder() {
        SourceTerms terms = new SourceTerms("", Map.of(), false, PATIENCE);
        return new Builder(terms);
    }

    private record Builder(SourceTerms terms) implements SdkHttpClient.Builder<Builder> {
        @Override
        public SdkHttpClient buildWithDefaults(software.amazon.awssdk.utils.AttributeMap defaults) {
            return new JdkHttpClient(terms.client(), terms.patience());
        }
    }
}

package dev.handoff.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * The SDK's requests by the JDK's client. An interrupt ends the wait for an answer, and closing a body wakes whoever reads it;
 * those that come with the SDK do neither, or bring as much again as the rest of it.
 */
final class JdkHttpClient implements SdkHttpClient {
    /** Those that the JDK's client writes itself, with the same values. */
    private static final Set<String> ITS_OWN = Set.of("host", "content-length", "connection", "expect", "upgrade");

    private final HttpClient client;
    private final Duration patience;

    /** @param patience for an answer to begin */
    JdkHttpClient(HttpClient client, Duration patience) {
        this.client = client;
        this.patience = patience;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest asked) {
        return new Request(request(asked));
    }

    private static HttpRequest request(HttpExecuteRequest asked) {
        SdkHttpRequest head = asked.httpRequest();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(head.getUri()).method(head.method().name(), body(asked));
        head.forEachHeader((name, values) -> {
            if (!ITS_OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    // What is sent is small: nothing is uploaded here.
    private static HttpRequest.BodyPublisher body(HttpExecuteRequest asked) {
        return asked.contentStreamProvider()
                .map(content -> {
                    try (InputStream bytes = content.newStream()) {
                        return HttpRequest.BodyPublishers.ofByteArray(bytes.readAllBytes());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .orElseGet(HttpRequest.BodyPublishers::noBody);
    }

    @Override
    public void close() {
        // The JDK's client ends when nobody has it any more.
    }

    private final class Request implements ExecutableHttpRequest {
        private final HttpRequest request;
        private volatile CompletableFuture<HttpResponse<InputStream>> answer = new CompletableFuture<>();

        Request(HttpRequest request) {
            this.request = request;
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
            try {
                return response(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                throw new IOException("no answer within " + patience.toMillis() + " ms", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
            } finally {
                // Of no effect on one that has come.
                abort();
            }
        }

        private HttpExecuteResponse response(HttpResponse<InputStream> answered) {
            InputStream body = answered.body();
            return HttpExecuteResponse.builder()
                    .response(SdkHttpResponse.builder()
                            .statusCode(answered.statusCode())
                            .headers(answered.headers().map())
                            .build())
                    .responseBody(AbortableInputStream.create(body, () -> close(body)))
                    .build();
        }

        @Override
        public void abort() {
            answer.cancel(true);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

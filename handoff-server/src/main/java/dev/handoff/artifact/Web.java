package dev.handoff.artifact;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Requests to servers whose certificate is trusted, and to no others; by the proxy that the environment names. */
final class Web {
    static final int OK = 200;
    static final int PARTIAL = 206;
    static final int NOT_MODIFIED = 304;
    static final String AUTHORIZATION = "Authorization";

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;
    private static final int MOST_REDIRECTS = 5;
    private static final int DEFAULT_PORT = 443;

    private final HttpClient client;
    private final Duration patience;

    /**
     * What a server answered.
     *
     * @param body not here yet, and the caller's to close
     */
    record Answer(int status, HttpHeaders headers, InputStream body) {
        // Nothing of the body is asked for before the head is here. With BodyHandlers.ofInputStream the JDK (25.0.3,
        // one
        // answer in 400) tells of a body that broke off as if there had been no answer, and nothing could be gone on
        // with.
        private static Answer of(HttpResponse<Flow.Publisher<List<ByteBuffer>>> head) {
            HttpResponse.BodySubscriber<InputStream> body = HttpResponse.BodySubscribers.ofInputStream();
            head.body().subscribe(body);
            return new Answer(
                    head.statusCode(),
                    head.headers(),
                    body.getBody().toCompletableFuture().join());
        }
    }

    /**
     * @param ca certificates, in PEM, that are trusted instead of the JDK's own
     * @param patience for a connection, and for an answer to begin
     * @throws IllegalArgumentException if the file or the environment's proxy can't be used
     */
    Web(Optional<Path> ca, Map<String, String> environment, Duration patience) {
        this.patience = patience;
        this.client = client(ca, environment, patience);
    }

    /** What asks, and follows no redirect. */
    static HttpClient client(Optional<Path> ca, Map<String, String> environment, Duration patience) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience)
                .proxy(new EnvironmentProxies(environment));
        ca.ifPresent(file -> builder.sslContext(trusting(file)));
        return builder.build();
    }

    private static SSLContext trusting(Path file) {
        try (InputStream pem = new FileInputStream(file.toFile())) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("ca-" + number++, each);
            }
            if (number == 0) {
                throw new IllegalArgumentException("ca=" + file + ": there is no certificate in it");
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("ca=" + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Asks with GET, and follows redirects. A header {@code Authorization} goes to the first server only.
     *
     * @return an answer with 200, 206 or 304; its body is the caller's to close
     * @throws UnavailableException for any other answer, with the time that it asks for, and for a redirect to what is not https
     */
    Answer get(URI address, Map<String, String> headers) throws IOException, InterruptedException {
        URI at = address;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            Answer answer = send(request(at, isSameServer(at, address), headers), at);
            Optional<String> location = answer.headers().firstValue("Location");
            if (!isRedirect(answer.status()) || location.isEmpty()) {
                return required(answer, at);
            }
            answer.body().close();
            at = next(at, location.get());
        }
        throw new UnavailableException(shown(address) + ": more than " + MOST_REDIRECTS + " redirects");
    }

    /** All of an answer that is small, which closes it. It has to be here within our patience, and is cut at {@code most} bytes. */
    byte[] all(Answer answer, int most) throws IOException {
        Content content = new Content("", -1, 0, "", answer.body());
        try (StallGuard body = new StallGuard(content, patience, System.nanoTime() + patience.toNanos())) {
            return body.readNBytes(most);
        }
    }

    private static URI next(URI from, String location) throws UnavailableException {
        try {
            URI to = from.resolve(location);
            if ("https".equals(to.getScheme()) && to.getHost() != null) {
                return to;
            }
            throw new UnavailableException(
                    shown(from) + ": redirects to " + shown(to) + ", which is not https: refused");
        } catch (IllegalArgumentException e) {
            throw new UnavailableException(shown(from) + ": redirects to what is no address");
        }
    }

    private static HttpRequest request(URI at, boolean isFirstServer, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(at).header("User-Agent", "handoff");
        Map<String, String> sent = new LinkedHashMap<>(headers);
        if (!isFirstServer) {
            sent.remove(AUTHORIZATION);
        }
        sent.forEach(request::header);
        return request.build();
    }

    private Answer send(HttpRequest request, URI at) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofPublisher());
        try {
            return Answer.of(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new UnavailableException(shown(at) + ": no answer within " + patience.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw new UnavailableException(shown(at) + ": " + reason(e));
        } finally {
            // Of no effect on one that has come.
            answer.cancel(true);
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static Answer required(Answer answer, URI at) throws IOException {
        int status = answer.status();
        if (status == OK || status == PARTIAL || status == NOT_MODIFIED) {
            return answer;
        }
        answer.body().close();
        String meaning = switch (status) {
            case FORBIDDEN -> " (forbidden, or asked too often)";
            case NOT_FOUND -> " (there is no such thing, or it is not for us)";
            case TOO_MANY -> " (asked too often)";
            default -> "";
        };
        throw new UnavailableException(shown(at) + ": answered with status " + status + meaning, after(answer));
    }

    /** Retry-After as RFC 9110 has it, or when GitHub's limit is over. */
    private static Optional<Duration> after(Answer answer) {
        Optional<String> word = answer.headers().firstValue("Retry-After");
        if (word.isPresent()) {
            return time(word.get());
        }
        boolean isSpent = answer.headers().firstValue("X-RateLimit-Remaining").equals(Optional.of("0"));
        return isSpent ? answer.headers().firstValue("X-RateLimit-Reset").flatMap(Web::epoch) : Optional.empty();
    }

    private static Optional<Duration> time(String word) {
        Optional<Long> seconds = number(word);
        if (seconds.isPresent()) {
            return seconds.map(Duration::ofSeconds);
        }
        try {
            return Optional.of(until(ZonedDateTime.parse(word, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> epoch(String word) {
        return number(word).map(seconds -> until(Instant.ofEpochSecond(seconds)));
    }

    private static Optional<Long> number(String word) {
        return word.matches("[0-9]{1,11}") ? Optional.of(Long.parseLong(word)) : Optional.empty();
    }

    private static Duration until(Instant then) {
        Duration until = Duration.between(Instant.now(), then);
        return until.isNegative() ? Duration.ZERO : until;
    }

    private static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    private static boolean isSameServer(URI one, URI other) {
        return sameText(one.getHost(), other.getHost()) && port(one) == port(other);
    }

    private static boolean sameText(@Nullable String one, @Nullable String other) {
        return one != null && one.equalsIgnoreCase(other);
    }

    private static int port(URI address) {
        return address.getPort() < 0 ? DEFAULT_PORT : address.getPort();
    }

    /** Without what may be secret: user, query, fragment. */
    static String shown(URI address) {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return address.getScheme() + "://" + address.getHost() + port + address.getPath();
    }
}

package dev.handoff.s3;

import dev.handoff.artifact.Content;
import dev.handoff.artifact.Source;
import dev.handoff.artifact.StallGuard;
import dev.handoff.artifact.UnavailableException;
import dev.handoff.artifact.UnprovedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** An object in a bucket, asked for by GetObject and nothing else: with If-None-Match, and from the middle with If-Match. */
final class S3Source implements Source {
    private static final Pattern RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18})");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private static final int NOT_MODIFIED = 304;
    private static final int MOST_WORDS = 200;

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final Duration patience;
    private final Map<String, String> tags = new HashMap<>();
    private final Map<String, byte[]> beside = new HashMap<>();

    /**
     * @param client closed with this
     * @param patience for a small object to be here as a whole
     */
    S3Source(S3Client client, String bucket, String key, Duration patience) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.patience = patience;
    }

    @Override
    public byte[] beside(String suffix) throws IOException, InterruptedException {
        Optional<ResponseInputStream<GetObjectResponse>> answer = unless(tags.getOrDefault(suffix, ""), key + suffix);
        if (answer.isPresent()) {
            beside.put(suffix, small(answer.get(), key + suffix));
            tags.put(suffix, tag(answer.get().response()));
        }
        return beside.getOrDefault(suffix, new byte[0]).clone();
    }

    /** All of it, in time. */
    private byte[] small(ResponseInputStream<GetObjectResponse> answer, String name) throws IOException {
        try (StallGuard body = new StallGuard(content(answer), patience, System.nanoTime() + patience.toNanos())) {
            byte[] bytes = body.readNBytes(SMALL + 1);
            if (bytes.length > SMALL) {
                throw new UnprovedException(shown(name) + ": more than " + SMALL + " bytes");
            }
            return bytes;
        }
    }

    @Override
    public Optional<Content> open(String unless) throws IOException, InterruptedException {
        return unless(unless, key).map(this::content);
    }

    private Optional<ResponseInputStream<GetObjectResponse>> unless(String tag, String name)
            throws IOException, InterruptedException {
        GetObjectRequest.Builder asked = request(name);
        try {
            return Optional.of(client.getObject(
                    tag.isEmpty() ? asked.build() : asked.ifNoneMatch(tag).build()));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_MODIFIED) {
                return Optional.empty();
            }
            throw unavailable(e, name);
        } catch (SdkException e) {
            throw unavailable(e, name);
        }
    }

    @Override
    public Content resume(String tag, long from) throws IOException, InterruptedException {
        GetObjectRequest.Builder asked = request(key);
        boolean isPart = from > 0 && !tag.isEmpty();
        if (isPart) {
            asked.range("bytes=" + from + "-").ifMatch(tag);
        }
        try {
            return content(client.getObject(asked.build()));
        } catch (S3Exception e) {
            // It is another one by now, or it has no such part.
            if (isPart && (e.statusCode() == 412 || e.statusCode() == 416)) {
                return resume("", 0);
            }
            throw unavailable(e, key);
        } catch (SdkException e) {
            throw unavailable(e, key);
        }
    }

    private GetObjectRequest.Builder request(String name) {
        return GetObjectRequest.builder().bucket(bucket).key(name);
    }

    private Content content(ResponseInputStream<GetObjectResponse> answer) {
        GetObjectResponse head = answer.response();
        Matcher part = RANGE.matcher(head.contentRange() == null ? "" : head.contentRange());
        boolean isPart = part.matches();
        long whole = head.contentLength() == null ? -1 : head.contentLength();
        return new Content(
                tag(head),
                isPart ? Long.parseLong(part.group(2)) : whole,
                isPart ? Long.parseLong(part.group(1)) : 0,
                key.substring(key.lastIndexOf('/') + 1),
                abortedByClose(answer));
    }

    private static String tag(GetObjectResponse head) {
        return head.eTag() == null ? "" : head.eTag();
    }

    // Its own close() may read what is left.
    private static InputStream abortedByClose(ResponseInputStream<?> answer) {
        return new FilterInputStream(answer) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                try {
                    return in.read(into, offset, length);
                } catch (SdkException e) {
                    throw new IOException(line(e), e);
                }
            }

            @Override
            public void close() {
                answer.abort();
            }
        };
    }

    private IOException unavailable(SdkException e, String name) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return new UnavailableException(shown(name) + ": " + line(e));
    }

    private IOException unavailable(S3Exception e, String name) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null || details.errorCode() == null ? "" : details.errorCode();
        String said = "answered with status " + e.statusCode() + (code.isEmpty() ? "" : " " + code);
        return new UnavailableException(shown(name) + ": " + said + meaning(e.statusCode(), code), after(details));
    }

    private static String meaning(int status, String code) {
        return switch (status) {
            case 301, 307, 400 ->
                code.equals("AuthorizationHeaderMalformed") || code.isEmpty() || status != 400
                        ? " (most likely the bucket is in another region: region=NAME)"
                        : "";
            case 403 -> " (forbidden, or the credentials are wrong)";
            case 404 ->
                code.equals("NoSuchBucket")
                        ? " (there is no such bucket)"
                        : " (there is no such object, or it is not for us)";
            case 429, 503 -> " (asked too often)";
            default -> "";
        };
    }

    private static Optional<Duration> after(AwsErrorDetails details) {
        if (details == null || details.sdkHttpResponse() == null) {
            return Optional.empty();
        }
        return details.sdkHttpResponse()
                .firstMatchingHeader("Retry-After")
                .filter(word -> SECONDS.matcher(word).matches())
                .map(word -> Duration.ofSeconds(Long.parseLong(word)));
    }

    /** What the SDK says, on one line, and the same each time. */
    static String line(SdkException e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() instanceof IOException) {
            cause = cause.getCause();
        }
        String line = String.valueOf(cause.getMessage())
                .replaceAll("[^\\p{Graph}]+", " ")
                .strip();
        return line.substring(0, Math.min(line.length(), MOST_WORDS));
    }

    private String shown(String name) {
        return "s3://" + bucket + "/" + name;
    }

    @Override
    public void close() {
        client.close();
    }
}

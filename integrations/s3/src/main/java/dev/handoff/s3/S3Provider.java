package dev.handoff.s3;

import dev.handoff.artifact.Source;
import dev.handoff.artifact.SourceProvider;
import dev.handoff.artifact.SourceTerms;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Opens {@code s3://BUCKET/KEY}, with the options {@code endpoint}, {@code region}, {@code style} and {@code ca}. */
public final class S3Provider implements SourceProvider {
    private static final Pattern ADDRESS = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(.*[^/])");
    /** Where there is an endpoint and nobody says another: what most stores of other makes call themselves. */
    private static final String USUAL_REGION = "us-east-1";
    /** Beyond the wait for an answer: whatever else the SDK does, credentials included, ends by then. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    @Override
    public String scheme() {
        return "s3";
    }

    @Override
    public Source open(SourceTerms terms) {
        Matcher parts = ADDRESS.matcher(terms.address());
        if (!parts.matches()) {
            throw new IllegalArgumentException(terms.address() + ": s3://BUCKET/KEY");
        }
        return new S3Source(client(terms), parts.group(1), parts.group(2), terms.patience());
    }

    private static S3Client client(SourceTerms terms) {
        Optional<URI> endpoint = terms.option("endpoint").map(text -> endpoint(text, terms.isBelieved()));
        S3ClientBuilder client = S3Client.builder()
                .httpClient(new JdkHttpClient(terms.client(), terms.patience()))
                .credentialsProvider(DefaultCredentialsProvider.builder().build())
                .forcePathStyle(isPathStyle(terms, endpoint.isPresent()))
                // What is fetched is proved by its SHA-256, and not every store knows these.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                // Who watches waits longer after each failure; two who do that make a storm.
                .overrideConfiguration(each -> each.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(terms.patience().plus(MARGIN)));
        endpoint.ifPresent(client::endpointOverride);
        region(terms, endpoint.isPresent(), System.getenv()).ifPresent(client::region);
        try {
            return client.build();
        } catch (SdkClientException e) {
            throw new IllegalArgumentException(
                    terms.address() + ": " + S3Source.line(e) + " (region=NAME, or AWS_REGION)", e);
        }
    }

    /** Empty for whatever the SDK finds: in the environment, the profile, or the machine's own data. */
    private static Optional<Region> region(SourceTerms terms, boolean hasEndpoint, Map<String, String> environment) {
        Optional<String> named = terms.option("region");
        if (named.isEmpty() && hasEndpoint) {
            named = Optional.of(environment.getOrDefault("AWS_REGION", USUAL_REGION));
        }
        return named.map(Region::of);
    }

    private static boolean isPathStyle(SourceTerms terms, boolean hasEndpoint) {
        return switch (terms.option("style").orElse(hasEndpoint ? "path" : "host")) {
            case "path" -> true;
            case "host" -> false;
            default ->
                throw new IllegalArgumentException(
                        "style: path, for ENDPOINT/BUCKET/KEY, or host, for BUCKET.ENDPOINT/KEY");
        };
    }

    private static URI endpoint(String text, boolean isBelieved) {
        URI address;
        try {
            address = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("endpoint=" + text + ": no address: " + e.getMessage(), e);
        }
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        boolean isWeb = scheme.equals("https") || scheme.equals("http");
        if (!isWeb || address.getHost() == null || address.getUserInfo() != null) {
            throw new IllegalArgumentException("endpoint=" + text + ": https://HOST[:PORT] and no user in it");
        }
        if (scheme.equals("http") && isBelieved && !isLoopback(address.getHost())) {
            throw new IllegalArgumentException("endpoint=" + text
                    + ": what comes by http proves nothing; https://, or sha256= or signature=, would");
        }
        return address;
    }

    private static boolean isLoopback(String host) {
        // A name is not looked up: it may mean another host the next time.
        boolean isNumber = host.matches("[0-9.]+|\\[.*\\]");
        try {
            return host.equalsIgnoreCase("localhost")
                    || (isNumber && InetAddress.getByName(host).isLoopbackAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }
}

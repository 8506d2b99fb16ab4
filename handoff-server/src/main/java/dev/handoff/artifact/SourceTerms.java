package dev.handoff.artifact;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a source was told.
 *
 * @param address as it was written
 * @param options by their names: {@code ca}, {@code token}, {@code api}, {@code endpoint}, {@code region}, {@code style}
 * @param isBelieved what is beside the artifact is all that proves it
 * @param patience for a connection, and for an answer to begin
 */
public record SourceTerms(String address, Map<String, String> options, boolean isBelieved, Duration patience) {
    /** Keeps a copy. */
    public SourceTerms {
        options = Map.copyOf(options);
    }

    /** The word before the colon; empty for a path. */
    String scheme() {
        int colon = address.indexOf(':');
        String before = address.substring(0, Math.max(0, colon));
        return before.matches("[A-Za-z][A-Za-z0-9+.-]*") ? before : "";
    }

    /** One of the options. */
    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /**
     * A file that has to be readable.
     *
     * @throws IllegalArgumentException if it is not
     */
    public Optional<Path> readable(String name) {
        Optional<Path> file = option(name).map(SourceTerms::path);
        file.filter(each -> !Files.isReadable(each) || Files.isDirectory(each)).ifPresent(each -> {
            throw new IllegalArgumentException(name + "=" + each + ": there is no such file, or it can't be read");
        });
        return file;
    }

    /**
     * What asks servers: it trusts the certificates of {@code ca} or else the JDK's, goes by the environment's proxy, follows no
     * redirect, and gives up a connection after our patience.
     *
     * @throws IllegalArgumentException if the file or the proxy can't be used
     */
    public HttpClient client() {
        return Web.client(readable("ca"), System.getenv(), patience);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("no path: " + e.getMessage(), e);
        }
    }

    /**
     * An address that has to be https.
     *
     * @throws IllegalArgumentException if it is not
     */
    static URI https(String what, String text) {
        URI address;
        try {
            address = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(what + " " + text + ": no address: " + e.getMessage(), e);
        }
        if (!"https".equals(address.getScheme()) || address.getHost() == null || address.getUserInfo() != null) {
            throw new IllegalArgumentException(what + " " + text + ": https://HOST/... and no user in it");
        }
        return address;
    }
}

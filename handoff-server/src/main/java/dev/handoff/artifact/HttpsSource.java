package dev.handoff.artifact;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An {@code https://} address; what is beside it has the suffix at the end of its path. */
final class HttpsSource implements Source {
    private final Web web;
    private final URI address;
    private final Map<String, WebFile> files = new HashMap<>();

    HttpsSource(Web web, URI address) {
        this.web = web;
        this.address = address;
    }

    private WebFile file(String suffix) {
        return files.computeIfAbsent(suffix, it -> new WebFile(web, with(it), Map.of()));
    }

    private URI with(String suffix) {
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        return URI.create("https://" + address.getRawAuthority() + address.getRawPath() + suffix + query);
    }

    @Override
    public byte[] beside(String suffix) throws IOException, InterruptedException {
        return file(suffix).small(SMALL);
    }

    @Override
    public Optional<Content> open(String unless) throws IOException, InterruptedException {
        return file("").open(unless, label());
    }

    @Override
    public Content resume(String tag, long from) throws IOException, InterruptedException {
        return file("").resume(tag, from, label());
    }

    private String label() {
        String path = address.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}

package dev.handoff.artifact;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An asset of a repository's latest release, by GitHub's REST API, version 2022-11-28. An answer that has not changed costs
 * nothing of the rate limit, and nothing else is asked then.
 */
final class GithubSource implements Source {
    private static final int MOST_JSON = 4 * 1024 * 1024;

    private final Web web;
    private final URI latest;
    private final String pattern;
    private final Optional<Path> token;

    private String tag = "";
    private String label = "";
    private List<Asset> assets = List.of();
    private final Map<String, byte[]> beside = new LinkedHashMap<>();
    private Optional<Asset> open = Optional.empty();

    /** @param updated when its bytes were last put there */
    private record Asset(String id, String name, long size, URI address, String updated) {
        String tag() {
            return id + " " + updated;
        }
    }

    /**
     * @param repository OWNER/REPO
     * @param pattern for the asset's name, as a shell would read it; empty for the only one
     * @param token the file with a token, read anew each time
     */
    GithubSource(Web web, URI api, String repository, String pattern, Optional<Path> token) {
        this.web = web;
        String root = api.toString().replaceFirst("/+$", "");
        this.latest = URI.create(root + "/repos/" + repository + "/releases/latest");
        this.pattern = pattern;
        this.token = token;
    }

    @Override
    public byte[] beside(String suffix) throws IOException, InterruptedException {
        look();
        Asset asset = chosen();
        Asset small = assets.stream()
                .filter(each -> each.name().equals(asset.name() + suffix))
                .findFirst()
                .orElseThrow(() -> new UnavailableException(
                        "release " + label + " has no asset " + Artifact.line(asset.name() + suffix)));
        byte[] known = beside.get(small.tag());
        if (known == null) {
            known = new WebFile(web, small.address(), headers("application/octet-stream")).small(SMALL);
            beside.put(small.tag(), known);
        }
        return known.clone();
    }

    @Override
    public Optional<Content> open(String unless) throws IOException, InterruptedException {
        look();
        Asset asset = chosen();
        if (asset.tag().equals(unless)) {
            return Optional.empty();
        }
        open = Optional.of(asset);
        return file(asset).open("", label).map(content -> tagged(content, asset));
    }

    @Override
    public Content resume(String known, long from) throws IOException, InterruptedException {
        Asset asset = open.orElseThrow(() -> new IllegalStateException("nothing was opened"));
        // An asset is never changed, only replaced by one with another id; what stores it need not know its tag.
        Map<String, String> headers = headers("application/octet-stream");
        if (from > 0) {
            headers.put("Range", "bytes=" + from + "-");
        }
        Content content = new WebFile(web, asset.address(), headers).resume("", 0, label);
        return tagged(content, asset);
    }

    private static Content tagged(Content content, Asset asset) {
        return new Content(asset.tag(), asset.size(), content.from(), content.label(), content.body());
    }

    private WebFile file(Asset asset) throws IOException {
        return new WebFile(web, asset.address(), headers("application/octet-stream"));
    }

    private Map<String, String> headers(String accept) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", accept);
        headers.put("X-GitHub-Api-Version", "2022-11-28");
        if (token.isPresent()) {
            try {
                String word =
                        Files.readString(token.get(), StandardCharsets.US_ASCII).strip();
                headers.put(Web.AUTHORIZATION, "Bearer " + word);
            } catch (IOException e) {
                throw new UnavailableException("token=" + token.get() + ": can't be read: " + e);
            }
        }
        return headers;
    }

    /** What is the latest release? */
    private void look() throws IOException, InterruptedException {
        Map<String, String> headers = headers("application/vnd.github+json");
        if (!tag.isEmpty()) {
            headers.put("If-None-Match", tag);
        }
        Web.Answer answer = web.get(latest, headers);
        if (answer.status() == Web.NOT_MODIFIED) {
            answer.body().close();
            return;
        }
        byte[] json = web.all(answer, MOST_JSON);
        try {
            read(JsonParser.parseString(new String(json, StandardCharsets.UTF_8)));
            tag = answer.headers().firstValue("ETag").orElse("");
            beside.clear();
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            throw new UnavailableException(Web.shown(latest) + ": does not answer as GitHub does: " + e.getMessage());
        }
    }

    private void read(JsonElement answer) throws UnavailableException {
        JsonObject release = answer.getAsJsonObject();
        JsonArray listed = release.getAsJsonArray("assets");
        if (listed == null || !release.has("tag_name")) {
            throw new UnavailableException(Web.shown(latest) + ": does not answer as GitHub does");
        }
        List<Asset> found = new ArrayList<>();
        for (JsonElement each : listed) {
            found.add(asset(each.getAsJsonObject()));
        }
        label = Artifact.line(release.get("tag_name").getAsString());
        assets = found;
    }

    private Asset asset(JsonObject json) throws UnavailableException {
        for (String name : List.of("id", "name", "size", "url", "updated_at")) {
            if (!json.has(name)) {
                throw new UnavailableException(Web.shown(latest) + ": an asset has no " + name);
            }
        }
        try {
            URI address = URI.create(json.get("url").getAsString());
            if (!"https".equals(address.getScheme()) || address.getHost() == null) {
                throw new UnavailableException(Web.shown(latest) + ": an asset's address is not https");
            }
            return new Asset(
                    json.get("id").getAsString(),
                    json.get("name").getAsString(),
                    json.get("size").getAsLong(),
                    address,
                    json.get("updated_at").getAsString());
        } catch (IllegalArgumentException e) {
            throw new UnavailableException(Web.shown(latest) + ": an asset has no address");
        }
    }

    private Asset chosen() throws UnavailableException {
        List<Asset> fitting = assets.stream().filter(this::isWanted).toList();
        if (fitting.size() != 1) {
            List<String> names =
                    fitting.stream().map(each -> Artifact.line(each.name())).toList();
            throw new UnavailableException("release " + label + " has " + fitting.size() + " assets"
                    + (pattern.isEmpty() ? "" : " like " + pattern) + ", not one: " + names
                    + " (github:OWNER/REPO#PATTERN)");
        }
        return fitting.get(0);
    }

    private boolean isWanted(Asset asset) {
        if (asset.name().endsWith(Verification.HASH) || asset.name().endsWith(Verification.SIGNATURE)) {
            return false;
        }
        if (pattern.isEmpty()) {
            return true;
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        return matcher.matches(Path.of(asset.name().replaceAll("[\0/]", "_")));
    }
}

package dev.handoff.artifact;

import java.nio.charset.StandardCharsets;

/** What GitHub's API answers for a repository's latest release, and the server that its assets are stored at. */
public final class GithubServer implements AutoCloseable {
    /** What every look begins with. */
    public static final String LATEST = "/repos/acme/shop/releases/latest";

    private final ReleaseServer api = new ReleaseServer();
    private int ids = 100;
    private String asset = "";

    public ReleaseServer api() {
        return api;
    }

    /** The path of the last release's asset. */
    public String asset() {
        return asset;
    }

    /** A release with one asset, {@code app-linux}, its hash, and one that is not meant. */
    public void release(String tag, byte[] bytes) {
        release(tag, bytes, ReleaseServer.hash(bytes));
    }

    /** The same, and another hash beside it. */
    public void release(String tag, byte[] bytes, String hash) {
        StringBuilder assets = new StringBuilder();
        add(assets, "app-linux", bytes);
        asset = "/assets/" + ids;
        add(assets, "app-linux.sha256", hash.getBytes(StandardCharsets.US_ASCII));
        add(assets, "app-windows", new byte[] {1});
        String json = "{\"tag_name\": \"" + tag + "\", \"assets\": [" + assets + "]}";
        api.put(LATEST, json.getBytes(StandardCharsets.UTF_8));
    }

    private void add(StringBuilder assets, String name, byte[] bytes) {
        String path = "/assets/" + ++ids;
        api.put(path, bytes);
        assets.append(assets.length() == 0 ? "" : ", ")
                .append("{\"id\": " + ids + ", \"name\": \"" + name + "\", \"size\": " + bytes.length)
                .append(", \"updated_at\": \"2026-11-24T12:00:00Z\", \"url\": \"" + api.address(path) + "\"}");
    }

    @Override
    public void close() {
        api.close();
    }
}

package dev.handoff.artifact;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** HTTPS_PROXY and NO_PROXY, also in small letters, as curl(1) reads them. */
final class EnvironmentProxies extends ProxySelector {
    private static final int USUAL_PORT = 1080;

    private final Proxy proxy;
    private final List<String> direct;

    /**
     * Those of {@code environment}.
     *
     * @throws IllegalArgumentException if it names none that can be used
     */
    EnvironmentProxies(Map<String, String> environment) {
        String named = value(environment, "https_proxy");
        this.proxy = named.isEmpty() ? Proxy.NO_PROXY : proxy(named);
        this.direct = Arrays.stream(value(environment, "no_proxy").split("[,\\s]+", -1))
                .map(each -> each.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", ""))
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static String value(Map<String, String> environment, String name) {
        return Objects.requireNonNullElse(
                environment.get(name), environment.getOrDefault(name.toUpperCase(Locale.ROOT), ""));
    }

    private static Proxy proxy(String named) {
        URI address = URI.create(named.contains("://") ? named : "http://" + named);
        if (!"http".equals(address.getScheme()) || address.getHost() == null) {
            throw new IllegalArgumentException("HTTPS_PROXY: only an http:// proxy can be used");
        }
        if (address.getUserInfo() != null) {
            throw new IllegalArgumentException("HTTPS_PROXY: a proxy that asks for a password can't be used");
        }
        int port = address.getPort() < 0 ? USUAL_PORT : address.getPort();
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(address.getHost(), port));
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = Objects.requireNonNullElse(uri.getHost(), "").toLowerCase(Locale.ROOT);
        boolean isDirect =
                direct.stream().anyMatch(each -> each.equals("*") || host.equals(each) || host.endsWith("." + each));
        return List.of(isDirect || "http".equals(uri.getScheme()) ? Proxy.NO_PROXY : proxy);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
        // Whoever asked is told by the exception.
    }
}

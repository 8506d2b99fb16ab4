package dev.handoff.demo.live;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for a release to be started, which starts a process here. It has to be this page, open on this machine: any page of
 * the Web can make a browser send requests to a loopback address, and a name of its own lead there (DNS rebinding).
 *
 * @param isLocal whether the connection comes from a loopback address
 * @param host the host of the URL that was asked, as the client names it
 * @param authority the same with its port
 * @param origin of the page that asks (RFC 6454, 7), null where none is told
 * @param site how the page's site relates to ours, in the browser's words (Sec-Fetch-Site), null from what is no such browser
 * @param isMarked whether the header is there that no other origin's page can send unasked
 */
record Visitor(
        String method,
        boolean isLocal,
        @Nullable String host,
        @Nullable String authority,
        @Nullable String origin,
        @Nullable String site,
        boolean isMarked) {
    /** With a header of our own, a browser asks before it sends what comes from elsewhere (CORS), and is not answered. */
    static final String MARK = "X-Handoff-Demo";

    private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    static Visitor of(Request request) {
        return new Visitor(
                request.getMethod(),
                request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress address
                        && address.getAddress().isLoopbackAddress(),
                request.getHttpURI().getHost(),
                request.getHttpURI().getAuthority(),
                request.getHeaders().get(HttpHeader.ORIGIN),
                request.getHeaders().get("Sec-Fetch-Site"),
                request.getHeaders().contains(MARK));
    }

    /** Why it is not let near; empty if it is. */
    Optional<String> refusal() {
        if (!HttpMethod.POST.is(method)) {
            return Optional.of("a release is started by POST");
        }
        if (!isLocal) {
            return Optional.of("a release is started from this machine only");
        }
        if (host == null || !OWN_NAMES.contains(host)) {
            return Optional.of("a release is started at localhost, 127.0.0.1 or [::1] only, not at " + host);
        }
        if (!("http://" + authority).equals(origin) || (site != null && !site.equals("same-origin"))) {
            return Optional.of("a release is started by the page of this server only");
        }
        return isMarked ? Optional.empty() : Optional.of("the header " + MARK + " is missing");
    }
}

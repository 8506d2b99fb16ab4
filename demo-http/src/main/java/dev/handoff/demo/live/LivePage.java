package dev.handoff.demo.live;

import dev.handoff.Handoff;
import dev.handoff.demo.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers at {@code /live} and below: the page, what it is made of, how the handoffs go, and the release that it asks for. No
 * thread of the server waits in here.
 */
public final class LivePage extends Handler.Abstract.NonBlocking {
    private static final String JSON = "application/json";
    // The page has all it needs, and runs nothing that is not in a file of its own.
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Handoff handoff;
    private final Releases releases;
    private final Map<String, PageFile> files = PageFile.all();

    /** @param releases whether the page may start releases of this demo, which are processes of this user */
    public LivePage(Handoff handoff, boolean releases) {
        this.handoff = handoff;
        this.releases = new Releases(handoff, releases);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getCanonicalPath();
        if (path.equals("/live/releases")) {
            // Starting a process takes a while.
            request.getComponents().getExecutor().execute(() -> {
                try {
                    release(request, response, callback);
                } catch (RuntimeException e) {
                    callback.failed(e);
                }
            });
            return true;
        }
        PageFile file = files.get(path);
        boolean isState = path.equals("/live/state");
        if (file == null && !isState) {
            return false;
        }
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
        } else if (file != null) {
            answer(
                    response,
                    callback,
                    HttpStatus.OK_200,
                    file.type(),
                    file.content().duplicate());
        } else {
            answer(response, callback, HttpStatus.OK_200, StateText.of(handoff, releases));
        }
        return true;
    }

    private void release(Request request, Response response, Callback callback) {
        Optional<String> refusal = Visitor.of(request).refusal();
        if (refusal.isPresent()) {
            answer(response, callback, HttpStatus.FORBIDDEN_403, Json.object().put("refusal", refusal.get()));
            return;
        }
        boolean broken = Request.extractQueryParameters(request).getValue("broken") != null;
        try {
            Releases.Started started = releases.start(broken);
            Json told = Json.object().put("release", started.release()).put("pid", started.pid());
            answer(response, callback, HttpStatus.ACCEPTED_202, told);
        } catch (Releases.RefusedException e) {
            int status = e.hasMoved() ? HttpStatus.MISDIRECTED_REQUEST_421 : HttpStatus.CONFLICT_409;
            answer(response, callback, status, Json.object().put("refusal", String.valueOf(e.getMessage())));
        } catch (IOException e) {
            String why = "the next release cannot be started: " + e.getMessage();
            answer(
                    response,
                    callback,
                    HttpStatus.INTERNAL_SERVER_ERROR_500,
                    Json.object().put("refusal", why));
        }
    }

    private static void answer(Response response, Callback callback, int status, Json json) {
        answer(response, callback, status, JSON, StandardCharsets.UTF_8.encode(json + "\n"));
    }

    private static void answer(Response response, Callback callback, int status, String type, ByteBuffer content) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.remaining());
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("Content-Security-Policy", POLICY);
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, content, callback);
    }
}

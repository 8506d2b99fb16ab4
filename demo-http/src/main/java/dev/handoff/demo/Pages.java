package dev.handoff.demo;

import dev.handoff.Handoff;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/** What the demo answers: who it is, at once or after a while, whole or in pieces. No thread waits in here. */
final class Pages extends Handler.Abstract.NonBlocking {
    private static final long LONGEST_WAIT_MILLIS = TimeUnit.HOURS.toMillis(1);

    private final Handoff handoff;

    Pages(Handoff handoff) {
        this.handoff = handoff;
    }

    /** Which process, generation and release this is. */
    static String identity(Handoff handoff) {
        return "pid=" + ProcessHandle.current().pid() + " generation=" + handoff.generation() + " release="
                + handoff.release();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
        Fields query = Request.extractQueryParameters(request);
        switch (request.getHttpURI().getCanonicalPath()) {
            case "/" -> {
                if (query.getNames().contains("close")) {
                    response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
                }
                later(request, number(query, "ms", 0), () -> answer(response, identity(handoff), callback));
            }
            case "/healthz" -> answer(response, "ok", callback);
            case "/stream" ->
                stream(
                        new Pieces(request, response, callback, number(query, "every", 100)),
                        number(query, "chunks", 10));
            default -> Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        }
        return true;
    }

    private static void answer(Response response, String line, Callback callback) {
        ByteBuffer body = StandardCharsets.UTF_8.encode(line + "\n");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
        response.write(true, body, callback);
    }

    /** Where the pieces of one streamed answer go, and how many milliseconds lie between them. */
    private record Pieces(Request request, Response response, Callback callback, long every) {}

    private void stream(Pieces to, long left) {
        ByteBuffer chunk = StandardCharsets.UTF_8.encode(identity(handoff) + " left=" + (left - 1) + "\n");
        if (left <= 1) {
            to.response().write(true, chunk, to.callback());
        } else {
            Callback next = Callback.from(
                    () -> later(to.request(), to.every(), () -> stream(to, left - 1)), to.callback()::failed);
            to.response().write(false, chunk, next);
        }
    }

    private static void later(Request request, long millis, Runnable work) {
        if (millis == 0) {
            work.run();
        } else {
            request.getComponents().getScheduler().schedule(work, millis, TimeUnit.MILLISECONDS);
        }
    }

    private static long number(Fields query, String name, long otherwise) {
        String text = query.getValue(name);
        try {
            return text == null ? otherwise : Math.min(Math.max(0, Long.parseLong(text)), LONGEST_WAIT_MILLIS);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}

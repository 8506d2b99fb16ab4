package dev.handoff.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** The WebSocket at {@code /echo} (RFC 6455, section 4.2): the handshake, and who is connected. */
final class EchoSockets extends Handler.Abstract.NonBlocking implements Connection.Listener {
    private static final String PATH = "/echo";
    // Any connection may be asked to prove by this suffix that it means WebSocket (RFC 6455, 4.2.2).
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Set<EchoConnection> open = ConcurrentHashMap.newKeySet();

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!PATH.equals(request.getHttpURI().getCanonicalPath())) {
            return false;
        }
        String key = offeredKey(request);
        if (key == null) {
            response.getHeaders().put(HttpHeader.SEC_WEBSOCKET_VERSION, "13");
            Response.writeError(request, response, callback, HttpStatus.UPGRADE_REQUIRED_426);
            return true;
        }
        ConnectionMetaData metaData = request.getConnectionMetaData();
        EchoConnection connection = new EchoConnection(
                metaData.getConnection().getEndPoint(), request.getComponents().getExecutor());
        connection.addEventListener(this);
        response.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
        response.getHeaders().put(HttpHeader.UPGRADE, "websocket");
        response.getHeaders().put(HttpHeader.CONNECTION, "Upgrade");
        response.getHeaders().put(HttpHeader.SEC_WEBSOCKET_ACCEPT, acceptance(key));
        request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, connection);
        response.write(true, null, callback);
        return true;
    }

    /** Says 1001, "going away" (RFC 6455, 7.4.1), to everyone; their answer ends the connection. */
    void leave() {
        open.forEach(EchoConnection::leave);
    }

    @Override
    public void onOpened(Connection connection) {
        open.add((EchoConnection) connection);
    }

    @Override
    public void onClosed(Connection connection) {
        open.remove((EchoConnection) connection);
    }

    private static @Nullable String offeredKey(Request request) {
        HttpFields fields = request.getHeaders();
        HttpField connection = fields.getField(HttpHeader.CONNECTION);
        boolean offered = HttpMethod.GET.is(request.getMethod())
                && "websocket".equalsIgnoreCase(fields.get(HttpHeader.UPGRADE))
                && connection != null
                && connection.contains("upgrade")
                && "13".equals(fields.get(HttpHeader.SEC_WEBSOCKET_VERSION));
        return offered ? fields.get(HttpHeader.SEC_WEBSOCKET_KEY) : null;
    }

    private static String acceptance(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}

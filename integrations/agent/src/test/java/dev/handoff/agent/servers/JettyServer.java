package dev.handoff.agent.servers;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** Jetty, stopped at shutdown. */
public final class JettyServer {
    private JettyServer() {}

    public static void main(String[] ports) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setPort(Integer.parseInt(ports[0]));
        server.addConnector(connector);
        server.setStopAtShutdown(true);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                String body = Page.answer(request.getHttpURI().toString());
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length());
                Content.Sink.write(response, true, body, callback);
                return true;
            }
        });
        server.start();
        System.out.println("listening " + connector.getLocalPort());
    }
}

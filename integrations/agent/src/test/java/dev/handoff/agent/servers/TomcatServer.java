package dev.handoff.agent.servers;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;

/** Tomcat, embedded, stopped by a shutdown hook. */
public final class TomcatServer {
    private TomcatServer() {}

    public static void main(String[] ports) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
        tomcat.setPort(Integer.parseInt(ports[0]));
        Context context = tomcat.addContext("", null);
        Wrapper page = Tomcat.addServlet(context, "page", new HttpServlet() {
            private static final long serialVersionUID = 1;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                try {
                    byte[] body = Page.answer("" + request.getQueryString()).getBytes(StandardCharsets.UTF_8);
                    response.setContentLength(body.length);
                    response.getOutputStream().write(body);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        page.addMapping("/*");
        tomcat.getConnector();
        tomcat.start();
        System.out.println("listening " + tomcat.getConnector().getLocalPort());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                tomcat.stop();
            } catch (Exception e) {
                System.err.println("not stopped: " + e);
            }
        }));
        tomcat.getServer().await();
    }
}

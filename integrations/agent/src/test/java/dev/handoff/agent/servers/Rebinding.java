package dev.handoff.agent.servers;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** As {@link PlainSocket}, but closes its listener after every twenty connections, and binds another at the same port. */
public final class Rebinding {
    private static final int EACH = 20;

    private Rebinding() {}

    public static void main(String[] ports) throws Exception {
        boolean isFirst = true;
        while (true) {
            try (ServerSocket listener = new ServerSocket()) {
                listener.setReuseAddress(true);
                listener.bind(new InetSocketAddress(Integer.parseInt(ports[0])), 200);
                System.out.println((isFirst ? "listening " : "again ") + listener.getLocalPort());
                isFirst = false;
                for (int i = 0; i < EACH; i++) {
                    Socket connection = listener.accept();
                    new Thread(() -> PlainSocket.serve(connection)).start();
                }
            }
        }
    }
}

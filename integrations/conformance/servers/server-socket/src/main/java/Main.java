import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** HTTP by hand: a thread for each connection, which is kept unless the client says otherwise. */
public class Main {
    private static final String PAGE = "{\"pid\":%d,\"release\":\"%s\"}"
            .formatted(ProcessHandle.current().pid(), System.getenv("RELEASE"));

    public static void main(String[] args) throws IOException {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ServerSocket listener = new ServerSocket(Integer.parseInt(System.getenv("PORT")), 100)) {
            while (true) {
                Socket connection = listener.accept();
                threads.execute(() -> serve(connection));
            }
        }
    }

    private static void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            while (answer(in, connection.getOutputStream())) {
                // the next request
            }
        } catch (IOException e) {
            System.err.println("connection lost: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean answer(BufferedReader in, OutputStream out) throws IOException, InterruptedException {
        String request = in.readLine();
        if (request == null) {
            return false;
        }
        boolean keep = request.endsWith("HTTP/1.1");
        for (String field = in.readLine(); field != null && !field.isEmpty(); field = in.readLine()) {
            keep &= !field.equalsIgnoreCase("Connection: close");
        }
        String target = request.split(" ")[1];
        if (target.contains("?ms=")) {
            Thread.sleep(Long.parseLong(target.substring(target.indexOf('=') + 1)));
        }
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + PAGE.length() + "\r\n"
                + (keep ? "" : "Connection: close\r\n") + "\r\n";
        out.write((head + PAGE).getBytes(StandardCharsets.US_ASCII));
        return keep;
    }
}

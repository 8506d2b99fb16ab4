package dev.handoff.conformance;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** One WebSocket connection (RFC 6455), of which some messages are echoed, some swallowed; then it is closed. Closed, it is gone. */
final class EchoServer implements AutoCloseable {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final ServerSocket listener;
    private final Thread thread;
    private final int echoed;
    private final int swallowed;

    EchoServer(int echoed, int swallowed) throws IOException {
        this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        this.echoed = echoed;
        this.swallowed = swallowed;
        this.thread = new Thread(this::serve, "echo-server");
        thread.start();
    }

    InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    private void serve() {
        try (Socket client = listener.accept()) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + accept(key(in)) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < echoed; i++) {
                byte[] text = text(in);
                out.write(new byte[] {(byte) 0x81, (byte) text.length});
                out.write(text);
            }
            for (int i = 0; i < swallowed; i++) {
                text(in);
            }
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String key(DataInputStream in) throws IOException {
        String key = "";
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
        for (String line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
            if (line.startsWith("Sec-WebSocket-Key: ")) {
                key = line.substring(19);
            }
        }
        return key;
    }

    private static String accept(String key) throws NoSuchAlgorithmException {
        byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
        return Base64.getEncoder().encodeToString(hash);
    }

    /** A short masked frame. */
    private static byte[] text(DataInputStream in) throws IOException {
        in.readByte();
        int length = in.readByte() & 0x7f;
        byte[] mask = in.readNBytes(4);
        byte[] text = in.readNBytes(length);
        for (int i = 0; i < length; i++) {
            text[i] ^= mask[i % 4];
        }
        return text;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        listener.close();
        thread.join(60_000);
    }
}

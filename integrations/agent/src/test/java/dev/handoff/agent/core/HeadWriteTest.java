package dev.handoff.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testing.NoLeakedDescriptors;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class HeadWriteTest {
    private static final byte[] HEAD = "HTTP/1.1 200 OK\r\nX: y\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER =
            "HTTP/1.1 200 OK\r\nConnection: close\r\nX: y\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void tellsTheApplicationWhatBecameOfItsOwnBytesHoweverFullTheSocketIs() throws Exception {
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            accepted.setOption(StandardSocketOptions.SO_SNDBUF, 4096);
            accepted.configureBlocking(false);
            byte[] body = new byte[3_000_000];
            for (int i = 0; i < body.length; i++) {
                body[i] = (byte) ((i * 31) >>> 3);
            }
            ByteBuffer head = ByteBuffer.wrap(HEAD);
            ByteBuffer rest = ByteBuffer.wrap(body);
            CloseHeader close = CloseHeader.of(head).orElseThrow();
            long told = new HeadWrite(accepted, close, List.of(head, rest)).run();
            assertThat(told).isEqualTo(head.position() + rest.position()).isLessThan(body.length);
            assertThat(head.hasRemaining()).isFalse();
            Thread writer = new Thread(() -> finish(accepted, rest));
            writer.start();
            byte[] all = read(client, OTHER.length + body.length);
            writer.join();
            assertThat(all).startsWith(OTHER).endsWith(body);
        }
    }

    private static void finish(SocketChannel to, ByteBuffer rest) {
        try {
            to.configureBlocking(true);
            while (rest.hasRemaining()) {
                to.write(rest);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] read(SocketChannel from, int length) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer some = ByteBuffer.allocate(64 * 1024);
        while (all.size() < length && from.read(some.clear()) > 0) {
            all.write(some.array(), 0, some.position());
        }
        return all.toByteArray();
    }
}

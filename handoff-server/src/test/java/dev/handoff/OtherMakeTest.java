package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testing.Lines;
import dev.handoff.wire.v1.Envelope;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The control socket is an ordinary one: a client that has none of our descriptor calls, jnr-unixsocket, is answered. */
@Timeout(60)
class OtherMakeTest {
    @TempDir
    Path temp;

    @Test
    void tellsAClientOfAnotherMakeItsStatus() throws Exception {
        Path folder = Files.createDirectory(
                temp.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path control = folder.resolve("control");
        try (Handoff handoff = Handoff.at(control)
                .listener("http", new InetSocketAddress("127.0.0.1", 0))
                .release("v1")
                .drainDeadline(Duration.ofSeconds(2))
                .handleSignals(false)
                .open()) {
            handoff.ready();
            try (UnixSocketChannel client = UnixSocketChannel.open(new UnixSocketAddress(control.toFile()))) {
                say(client, Lines.hello("another"));
                assertThat(hear(client).getWelcome().getRelease()).isEqualTo("v1");
                say(client, Lines.inspect());
                assertThat(hear(client).getStatus().getListenersList())
                        .singleElement()
                        .satisfies(listener -> assertThat(listener.getName()).isEqualTo("http"));
            }
        }
    }

    private static void say(UnixSocketChannel client, Envelope.Builder message) throws Exception {
        byte[] payload = message.build().toByteArray();
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + payload.length);
        frame.putInt(payload.length).put(payload).flip();
        while (frame.hasRemaining()) {
            client.write(frame);
        }
    }

    private static Envelope hear(UnixSocketChannel client) throws Exception {
        InputStream in = Channels.newInputStream(client);
        int length = ByteBuffer.wrap(in.readNBytes(Integer.BYTES)).getInt();
        return Envelope.parseFrom(in.readNBytes(length));
    }
}

package dev.handoff.agent.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HooksTest {
    private final Hooks hooks = new Hooks(HandoffHook.class);

    @BeforeEach
    void install() {
        hooks.drain(new Answers(hooks));
        hooks.record(new Recorder(hooks, false));
    }

    @AfterEach
    void clear() {
        hooks.goOn();
        hooks.stopRecording();
    }

    @Test
    void leavesAsItIsWhatItDoesNotUnderstand() {
        ByteBuffer empty = ByteBuffer.allocate(0);
        HandoffHook.read(1, "socket", empty);
        assertThat(HandoffHook.write("no channel", empty)).isNull();
        assertThat(HandoffHook.send("socket", new byte[1], 2, 7)).isNull();
        HandoffHook.read(3, "socket", new byte[1], 7);
    }

    @Test
    void callsNothingWhileNothingIsToBeDone() {
        clear();
        assertThat(HandoffHook.isDraining()).isFalse();
        HandoffHook.read(1, "socket");
        hooks.drain(new Answers(hooks));
        assertThat(HandoffHook.isDraining()).isTrue();
        // Nothing was asked, so nothing is looked at.
        assertThat(HandoffHook.write("no channel", ByteBuffer.allocate(0))).isNull();
    }

    /** Netty gives a channel one long array for all its writes, and says how much of it counts. */
    @Test
    void looksAtNoBufferBesideThoseThatAreWritten() throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            HandoffHook.read(7, channel);
            ByteBuffer[] buffers = new ByteBuffer[1024];
            buffers[0] = ByteBuffer.wrap(new byte[] {1});
            // It got as far as to ask for the address, which a closed channel does not tell.
            channel.close();
            assertThatThrownBy(() -> HandoffHook.write(channel, buffers, 0, 1))
                    .isInstanceOf(ClosedChannelException.class);
        }
    }
}

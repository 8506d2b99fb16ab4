package dev.handoff.agent.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HooksTest {
    /** In the place of the class that is defined into the JDK. */
    @SuppressWarnings("checkstyle:VisibilityModifier")
    public static final class Fields {
        public static BiFunction<Object, Object, Object> bind = (one, other) -> "not installed";
        public static BiFunction<Object, Object, Object> sat = (one, other) -> "not installed";
        public static BiFunction<Object, Object, Object> delete = (one, other) -> "not installed";
        public static BiFunction<Object, Object, Object> read = (one, other) -> "not installed";
        public static BiFunction<Object, Object, Object> write = (one, other) -> "not installed";
        public static BiFunction<Object, Object, Object> send = (one, other) -> "not installed";
        public static BiFunction<Object, Object, Object> wrap = (one, other) -> "not installed";
        public static BiFunction<Object, Object, Object> request = (one, other) -> "not installed";

        private Fields() {}
    }

    @BeforeEach
    @SuppressWarnings("NullAway") // what does not answer is not asked
    void install() throws ReflectiveOperationException {
        new Hooks(Fields.class).install(null, new PathGuard(List.of()), new Answers(null), null);
    }

    @Test
    void leavesAsItIsWhatItDoesNotUnderstand() {
        assertThat(Fields.read.apply("channel", "not a count")).isNull();
        assertThat(Fields.write.apply("no channel", new Object[0])).isNull();
        assertThat(Fields.send.apply("socket", "no bytes")).isNull();
        assertThat(Fields.request.apply("channel", new Object[0])).isNull();
    }

    /** Netty gives a channel one long array for all its writes, and says how much of it counts. */
    @Test
    void looksAtNoBufferBesideThoseThatAreWritten() throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            assertThat(Fields.read.apply(channel, 7)).isNull();
            ByteBuffer[] buffers = new ByteBuffer[1024];
            buffers[0] = ByteBuffer.wrap(new byte[] {1});
            // It got as far as to ask for the address, which a closed channel does not tell.
            channel.close();
            assertThatThrownBy(() -> Fields.write.apply(channel, new Object[] {buffers, 0, 1}))
                    .isInstanceOf(ClosedChannelException.class);
        }
    }
}

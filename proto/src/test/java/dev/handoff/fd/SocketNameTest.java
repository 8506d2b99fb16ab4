package dev.handoff.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.testing.Literal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SocketNameTest {
    private static SocketName inet(String ip, int port, int scope) throws Exception {
        return SocketName.inet(Literal.ip(ip).getAddress(), port, scope);
    }

    @Test
    void readsAsPeopleWriteIt() throws Exception {
        assertThat(inet("127.0.0.1", 80, 0)).hasToString("127.0.0.1:80");
        assertThat(inet("::", 80, 0)).hasToString("[::]:80");
        assertThat(inet("::1", 80, 0)).hasToString("[::1]:80");
        assertThat(inet("fe80::1", 80, 3).toString()).startsWith("[fe80:").endsWith("%3]:80");
        assertThat(SocketName.unix("/run/app".getBytes(StandardCharsets.US_ASCII)))
                .hasToString("unix:/run/app");
        assertThat(SocketName.unix(new byte[] {0, 'a', 'b'})).hasToString("unix:@ab");
    }

    @Test
    void isEqualByteForByte() throws Exception {
        assertThat(inet("127.0.0.1", 80, 0))
                .isEqualTo(inet("127.0.0.1", 80, 0))
                .hasSameHashCodeAs(inet("127.0.0.1", 80, 0));
        assertThat(inet("127.0.0.1", 80, 0)).isNotEqualTo(inet("127.0.0.1", 81, 0));
        assertThat(inet("127.0.0.1", 80, 0)).isNotEqualTo(inet("127.0.0.2", 80, 0));
        assertThat(inet("fe80::1", 80, 2)).isNotEqualTo(inet("fe80::1", 80, 3));
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
        assertThat(SocketName.inet(mapped, 80, 0))
                .as("a mapped address is another socket")
                .isNotEqualTo(inet("127.0.0.1", 80, 0));
        assertThat(SocketName.unix(new byte[] {127, 0, 0, 1})).isNotEqualTo(inet("127.0.0.1", 0, 0));
    }

    @Test
    void keepsItsBytesToItself() throws Exception {
        SocketName name = inet("127.0.0.1", 80, 0);
        name.bytes()[0] = 10;
        assertThat(name).isEqualTo(inet("127.0.0.1", 80, 0));
    }

    @Test
    void takesOnlyWhatIsAnAddress() {
        assertThatThrownBy(() -> SocketName.inet(new byte[5], 80, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SocketName.inet(new byte[4], 65536, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SocketName.inet(new byte[4], -1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isOneKindOnly() throws Exception {
        SocketName inet = inet("127.0.0.1", 80, 0);
        SocketName unix = SocketName.unix("/a".getBytes(StandardCharsets.US_ASCII));
        assertThat(unix.path()).isEqualTo(Path.of("/a"));
        assertThatThrownBy(inet::path).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(unix::inetSocketAddress).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> SocketName.unix(new byte[] {0, 'a'}).path()).isInstanceOf(IllegalStateException.class);
    }
}

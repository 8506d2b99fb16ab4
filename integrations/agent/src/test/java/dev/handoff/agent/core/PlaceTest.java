package dev.handoff.agent.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.fd.SocketName;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceTest {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    @Test
    void isNamedAfterItsAddress() throws Exception {
        assertThat(Place.named(new InetSocketAddress(8080)).name()).isEqualTo("tcp-8080");
        assertThat(Place.named(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 80))
                        .name())
                .isEqualTo("tcp-127.0.0.1-80");
        assertThat(Place.named(new InetSocketAddress(InetAddress.getByName("::1"), 80))
                        .name())
                .isEqualTo("tcp-0_0_0_0_0_0_0_1-80");
    }

    @Test
    void matchesTheSocketThatIsThere() throws Exception {
        Place place = Place.parse("http@127.0.0.1:8080");
        assertThat(place.isAt(SocketName.inet(LOOPBACK, 8080, 0))).isTrue();
        assertThat(place.isAt(SocketName.inet(LOOPBACK, 8081, 0))).isFalse();
        assertThat(place.isAt(SocketName.inet(new byte[4], 8080, 0))).isFalse();
        assertThat(Place.parse("http@127.0.0.1:0").isAt(SocketName.inet(LOOPBACK, 4711, 0)))
                .isTrue();
        byte[] any = Inet6Address.getByName("::").getAddress();
        assertThat(Place.parse("http@:80").isAt(SocketName.inet(any.length == 4 ? new byte[16] : any, 80, 0)))
                .as("dual stack")
                .isTrue();
        assertThat(place.isAt(SocketName.unix(new byte[0]))).isFalse();
    }

    @Test
    void isAPathIfItSaysSo() {
        Place place = Place.parse("api@unix:/run/app/../app/api.sock");
        assertThat(place.text()).isEqualTo("unix:/run/app/api.sock");
        assertThat(place.isAt(SocketName.unix("/run/app/api.sock".getBytes(StandardCharsets.US_ASCII))))
                .isTrue();
        assertThat(place.isAt(SocketName.unix(new byte[0]))).isFalse();
        assertThat(place.isAt(SocketName.inet(LOOPBACK, 80, 0))).isFalse();
        assertThat(Place.wanted(UnixDomainSocketAddress.of("/run/app/api.sock"), List.of(place)))
                .hasValueSatisfying(asked -> assertThat(place.isAskedBy(asked)).isTrue());
        assertThat(Place.wanted(UnixDomainSocketAddress.of("/run/app/private.sock"), List.of(place)))
                .as("nobody has named it")
                .isEmpty();
        assertThatThrownBy(() -> Place.parse("api@unix:api.sock")).hasMessageContaining("absolute");
    }
}

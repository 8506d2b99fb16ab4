package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.wire.v1.Address;
import dev.handoff.wire.v1.Listener;
import dev.handoff.wire.v1.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several listeners in one handoff between processes. */
class ListenersIT extends ProcessFixture {

    @Test
    void fiveOfDifferentFamiliesKeepTheirAddressesAndAnswer() throws Exception {
        assumeTrue(
                NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null,
                "this machine has no IPv6 loopback address");
        String listen = "any4@0.0.0.0:0,any6@[::]:0,local4@127.0.0.1:0,local6@[::1]:0,path@unix:" + temp.resolve("app");
        ServiceProcess first = serving("v1", "listen=" + listen);
        Map<String, SocketAddress> addresses = addresses();
        assertThat(addresses).hasSize(5).containsEntry("path", UnixDomainSocketAddress.of(temp.resolve("app")));
        assertEachAnswers(addresses, "v1");
        // The successor asks for a port of no matter what number, and is to see the one that there is.
        ServiceProcess second = serving("v2", "listen=" + listen);
        for (String name : List.of("any4", "any6", "local4", "local6", "path")) {
            String at = second.said("AT " + name + " ");
            assertThat(at)
                    .isEqualTo(
                            switch (name) {
                                case "path" -> temp.resolve("app").toString();
                                case "any4" -> "/0.0.0.0:" + port(addresses, name);
                                case "any6" -> "/[0:0:0:0:0:0:0:0]:" + port(addresses, name);
                                case "local4" -> "/127.0.0.1:" + port(addresses, name);
                                default -> "/[0:0:0:0:0:0:0:1]:" + port(addresses, name);
                            });
        }
        assertThat(first.awaitExit()).isZero();
        awaitOwner(second);
        assertThat(addresses()).isEqualTo(addresses);
        assertEachAnswers(addresses, "v2");
        // [::] takes IPv4 as well.
        assertThat(Front.ask(new InetSocketAddress("127.0.0.1", port(addresses, "any6"))))
                .isEqualTo("v2");
    }

    @Test
    void threeHundredTravelInSeveralFrames() throws Exception {
        String listen = IntStream.range(0, 300)
                .mapToObj(number -> "l" + number + "@127.0.0.1:0")
                .collect(Collectors.joining(","));
        ServiceProcess first = serving("v1", "listen=" + listen);
        Map<String, SocketAddress> addresses = addresses();
        assertThat(addresses).hasSize(300);
        ServiceProcess second = serving("v2", "listen=" + listen);
        assertThat(first.awaitExit()).isZero();
        awaitOwner(second);
        assertThat(addresses()).isEqualTo(addresses);
        assertEachAnswers(addresses, "v2");
    }

    private static int port(Map<String, SocketAddress> addresses, String name) {
        return ((InetSocketAddress) Objects.requireNonNull(addresses.get(name))).getPort();
    }

    private static void assertEachAnswers(Map<String, SocketAddress> addresses, String release) throws IOException {
        for (SocketAddress address : addresses.values()) {
            assertThat(Front.ask(address)).as(address.toString()).isEqualTo(release);
        }
    }

    /** Where the owner's listeners are, by its status. */
    private Map<String, SocketAddress> addresses() throws IOException {
        Map<String, SocketAddress> addresses = new HashMap<>();
        Status status = status().orElseThrow();
        for (Listener listener : status.getListenersList()) {
            Address address = listener.getAddress();
            addresses.put(
                    listener.getName(),
                    address.getIp().isEmpty()
                            ? UnixDomainSocketAddress.of(address.getPath().toStringUtf8())
                            : new InetSocketAddress(
                                    InetAddress.getByAddress(address.getIp().toByteArray()), address.getPort()));
        }
        return addresses;
    }
}

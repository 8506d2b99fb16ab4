package dev.handoff.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.handoff.fd.Family;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.SocketFacts;
import dev.handoff.fd.Sockets;
import dev.handoff.testing.Literal;
import dev.handoff.testing.Oddment;
import dev.handoff.testing.Residue;
import dev.handoff.testing.Script;
import dev.handoff.wire.v1.Listener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Any manifest over any descriptors. What is taken is what the kernel says it is, each descriptor once; of all else nothing
 * is taken, and every descriptor is closed. The truth is always taken.
 *
 * <p>The letters: H the next listener as it is, C an entry with one field changed, R an entry of any bytes, O an honest entry
 * over an oddment, D a descriptor without an entry, E an entry without a descriptor, S the next listener's entry at another
 * position.
 */
class ManifestFuzzTest {
    private static final List<NamedListener> KEPT = kept();

    private final List<Listener> entries = new ArrayList<>();
    private final List<OwnedFd> descriptors = new ArrayList<>();
    private int next;
    private boolean honest;

    private static List<NamedListener> kept() {
        try {
            List<NamedListener> all = new ArrayList<>();
            for (String ip : List.of("127.0.0.1", "0.0.0.0", "127.0.0.1", "127.0.0.2")) {
                String name = "listener " + all.size();
                all.add(NamedListener.of(name, 8, Sockets.listenTcp(Family.INET, Literal.anyPort(ip), 8)));
            }
            all.add(NamedListener.of("six", 8, Sockets.listenTcp(Family.INET6, Literal.anyPort("::1"), 8)));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final Residue before = Residue.besides(Oddment.kept(0));

    @FuzzTest
    void takesTheTruthAndNothingElse(byte[] input) throws IOException {
        entries.clear();
        descriptors.clear();
        next = 0;
        honest = true;
        Script script = new Script(input);
        while (!script.isOver() && descriptors.size() < 32) {
            add(script);
        }
        try {
            List<NamedListener> taken = Manifest.check(List.copyOf(entries), List.copyOf(descriptors));
            assertTrue(taken);
            taken.forEach(NamedListener::close);
        } catch (ProtocolException refused) {
            assertThat(honest).as(refused.getMessage()).isFalse();
            assertThat(descriptors).noneMatch(OwnedFd::isOpen);
        }
        before.assertNone();
    }

    private void add(Script script) throws IOException {
        char step = script.step("HCRODES");
        NamedListener listener = KEPT.get(next % KEPT.size());
        honest &= step == 'H';
        Listener entry = Manifest.entry(listener, entries.size());
        switch (step) {
            case 'C' -> add(changed(entry.toBuilder(), script), listener.fd());
            case 'R' -> add(parsed(script.bytes()), listener.fd());
            case 'O' -> add(entry, Oddment.kept(script.count()));
            case 'D' -> descriptors.add(listener.fd().duplicate());
            case 'E' -> entries.add(entry);
            case 'S' -> add(entry.toBuilder().setPosition(script.count()).build(), listener.fd());
            default -> add(entry, listener.fd());
        }
        next++;
    }

    private void add(Listener entry, OwnedFd fd) throws IOException {
        entries.add(entry);
        descriptors.add(fd.duplicate());
    }

    private static Listener parsed(byte[] bytes) {
        try {
            return Listener.parseFrom(bytes);
        } catch (InvalidProtocolBufferException garbage) {
            return Listener.getDefaultInstance();
        }
    }

    private static Listener changed(Listener.Builder entry, Script script) {
        switch (script.step("nftparbN")) {
            case 'n' -> entry.setName(new String(script.bytes(), StandardCharsets.ISO_8859_1));
            case 'f' -> entry.setFamilyValue((int) script.wide());
            case 't' -> entry.setTypeValue((int) script.wide());
            case 'p' -> entry.setProtocol((int) script.wide());
            case 'a' -> entry.getAddressBuilder().setIp(ByteString.copyFrom(script.bytes()));
            case 'r' -> entry.getAddressBuilder().setPort((int) script.wide());
            case 'b' -> entry.getAddressBuilder().setScope((int) script.wide());
            default -> entry.setNetworkNamespace(script.wide());
        }
        return entry.build();
    }

    /** By asking the kernel once more, in other words than the manifest does. */
    private void assertTrue(List<NamedListener> taken) throws IOException {
        assertThat(taken).hasSameSizeAs(descriptors).hasSameSizeAs(entries);
        assertThat(new HashSet<>(taken.stream().map(NamedListener::fd).toList()))
                .hasSameSizeAs(taken);
        for (int i = 0; i < taken.size(); i++) {
            NamedListener listener = taken.get(i);
            assertThat(SocketFacts.of(listener.fd())).isEqualTo(listener.facts());
            assertThat(listener.facts().isListening()).isTrue();
            assertThat(listener.facts().name()).isEqualTo(Manifest.name(entries.get(i)));
            assertThat(listener.name()).isEqualTo(entries.get(i).getName()).matches("[ -9;-~]{1,255}");
        }
    }
}

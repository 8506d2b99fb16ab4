package dev.handoff.fd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A file-system path as sockaddr_un carries it: unix(7). */
final class UnixPath {
    /** sun_path without its closing zero. */
    static final int MAX_BYTES = 107;

    private static final int AF_UNIX = 1;
    // What the JDK encodes file names with; under LANG=C a path's bytes survive the way through a String only with it.
    private static final Charset NAMES = names();

    private UnixPath() {}

    /** The name as the kernel knows it, of any length, without a closing zero. */
    static byte[] fileName(Path path) {
        return path.toString().getBytes(NAMES);
    }

    static byte[] bytes(Path path) throws IOException {
        byte[] bytes = fileName(path);
        if (bytes.length > MAX_BYTES) {
            throw new PathTooLongException(path, bytes.length);
        }
        return bytes;
    }

    /** An argument or a variable, without a closing zero; what {@link OwnArguments} escaped is a byte again. */
    static byte[] bytesOf(String text) {
        if (text.indexOf(0) >= 0) {
            throw new IllegalArgumentException("a zero byte within a word");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int from = 0;
        for (int at = 0; at < text.length(); at++) {
            boolean isPaired = at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
            if (OwnArguments.isEscape(text.charAt(at)) && !isPaired) {
                bytes.writeBytes(text.substring(from, at).getBytes(NAMES));
                bytes.write(text.charAt(at));
                from = at + 1;
            }
        }
        bytes.writeBytes(text.substring(from).getBytes(NAMES));
        return bytes.toByteArray();
    }

    static String text(byte[] bytes) {
        return new String(bytes, NAMES);
    }

    /** A sockaddr_un; its length is the block's. */
    static Sockaddr sockaddr(Path path) throws IOException {
        return sockaddr(SocketName.unix(bytes(path)));
    }

    /** As {@link #sockaddr(Path)}; the length of an abstract name is a part of it, and no zero ends it. */
    static Sockaddr sockaddr(SocketName name) {
        byte[] bytes = name.bytes();
        if (name.family() != Family.UNIX || bytes.length == 0) {
            // A zero byte where a path begins is an abstract name, which any user can bind and connect to.
            throw new IllegalArgumentException("an empty path");
        }
        Sockaddr address = new Sockaddr(2 + bytes.length + (bytes[0] == 0 ? 0 : 1));
        address.block().putShort(0, AF_UNIX).putBytes(2, bytes, 0, bytes.length);
        return address;
    }

    private static Charset names() {
        String name = System.getProperty("sun.jnu.encoding");
        return name != null && Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}

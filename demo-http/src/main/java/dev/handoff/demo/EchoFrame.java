package dev.handoff.demo;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One WebSocket frame (RFC 6455, section 5.2).
 *
 * @param head its first byte: the FIN bit and the opcode
 * @param payload unmasked
 */
record EchoFrame(byte head, ByteBuffer payload) {
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    static final int LARGEST_PAYLOAD = 64 * 1024 - 1;
    /** The longest head of a frame that we take, with its payload. */
    static final int LARGEST = 2 + 2 + 4 + LARGEST_PAYLOAD;

    /** The peer does not keep to the protocol; the connection is to be closed with the code (RFC 6455, 7.4.1). */
    static final class BadFrameException extends Exception {
        private static final long serialVersionUID = 1;
        private final int code;

        BadFrameException(int code, String message) {
            super(message);
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    int opcode() {
        return head & 0x0f;
    }

    static EchoFrame pong(ByteBuffer payload) {
        return new EchoFrame((byte) (0x80 | PONG), payload);
    }

    static EchoFrame close(int code) {
        return new EchoFrame((byte) (0x80 | CLOSE), ByteBuffer.wrap(new byte[] {(byte) (code >> 8), (byte) code}));
    }

    /**
     * Takes a client's frame off the front.
     *
     * @return empty while bytes are missing; then the position is as it was
     */
    static Optional<EchoFrame> parse(ByteBuffer bytes) throws BadFrameException {
        ByteBuffer in = bytes.duplicate();
        if (in.remaining() < 2) {
            return Optional.empty();
        }
        byte head = in.get();
        byte second = in.get();
        int length = second & 0x7f;
        if ((head & 0x70) != 0 || second >= 0) {
            throw new BadFrameException(1002, "a reserved bit, or no mask");
        }
        if (length == 127) {
            throw new BadFrameException(1009, "a frame of more than " + LARGEST_PAYLOAD + " bytes");
        }
        if (length == 126) {
            if (in.remaining() < 2) {
                return Optional.empty();
            }
            length = in.getShort() & 0xffff;
        }
        if (in.remaining() < 4 + length) {
            return Optional.empty();
        }
        byte[] mask = new byte[4];
        byte[] payload = new byte[length];
        in.get(mask).get(payload);
        for (int i = 0; i < length; i++) {
            payload[i] ^= mask[i & 3];
        }
        bytes.position(in.position());
        return Optional.of(new EchoFrame(head, ByteBuffer.wrap(payload)));
    }

    /** As a server sends it: not masked. */
    ByteBuffer bytes() {
        int length = payload.remaining();
        ByteBuffer out = ByteBuffer.allocate(4 + length).put(head);
        if (length < 126) {
            out.put((byte) length);
        } else {
            out.put((byte) 126).putShort((short) length);
        }
        return out.put(payload.duplicate()).flip();
    }
}

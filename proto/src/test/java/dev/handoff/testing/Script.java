package dev.handoff.testing;

import java.util.Arrays;

/**
 * What a fuzzer wrote, read as the steps of a peer: one letter a step, each step taking from what follows as many bytes as it
 * needs. So the kept inputs can be read and written by hand, and one flipped byte is one other step.
 */
public final class Script {
    private final byte[] bytes;
    private int at;

    /** Reads {@code bytes} from the first one. */
    public Script(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    public boolean isOver() {
        return at >= bytes.length;
    }

    /** The next step: one of {@code letters}, whatever the byte. */
    public char step(String letters) {
        int next = number();
        int letter = letters.indexOf(next);
        return letters.charAt(letter >= 0 ? letter : next % letters.length());
    }

    /** The next byte, 0 to 255; 0 at the end. */
    public int number() {
        return isOver() ? 0 : Byte.toUnsignedInt(bytes[at++]);
    }

    /** As {@link #number}, but a digit stands for its value, so that a small number can be written by hand. */
    public int count() {
        int next = number();
        return next >= '0' && next <= '9' ? next - '0' : next;
    }

    /** As many bytes as {@link #count} says, or as are left. */
    public byte[] bytes() {
        int end = Math.min(bytes.length, at + 1 + Math.min(255, peek()));
        int from = Math.min(bytes.length, at + 1);
        at = Math.max(from, end);
        return Arrays.copyOfRange(bytes, from, at);
    }

    private int peek() {
        int next = isOver() ? 0 : Byte.toUnsignedInt(bytes[at]);
        return next >= '0' && next <= '9' ? next - '0' : next;
    }

    /** The next eight bytes as a number, big-endian, missing ones 0. */
    public long wide() {
        long wide = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            wide = wide << 8 | number();
        }
        return wide;
    }

    /** All that is left. */
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, Math.min(at, bytes.length), bytes.length);
        at = bytes.length;
        return rest;
    }
}

package dev.handoff.fd;

import com.kenai.jffi.MemoryIO;

/**
 * Memory outside the heap for one system call: allocated zeroed, freed by {@link #close()}.
 *
 * <p>Every pointer that a call takes points into one block, which the try statement around the call keeps alive; nothing
 * can be moved or collected under the kernel's hands.
 */
final class NativeBlock implements AutoCloseable {
    private static final MemoryIO MEMORY = MemoryIO.getInstance();

    private final long address;
    private final int size;

    NativeBlock(int size) {
        this.size = size;
        this.address = MEMORY.allocateMemory(size, true);
        if (address == 0) {
            throw new OutOfMemoryError("native memory: " + size + " bytes");
        }
    }

    long address() {
        return address;
    }

    long address(int offset) {
        return address + check(offset, 0);
    }

    NativeBlock putByte(int offset, int value) {
        MEMORY.putByte(address + check(offset, 1), (byte) value);
        return this;
    }

    NativeBlock putShort(int offset, int value) {
        MEMORY.putShort(address + check(offset, 2), (short) value);
        return this;
    }

    NativeBlock putInt(int offset, int value) {
        MEMORY.putInt(address + check(offset, 4), value);
        return this;
    }

    NativeBlock putLong(int offset, long value) {
        MEMORY.putLong(address + check(offset, 8), value);
        return this;
    }

    NativeBlock putBytes(int offset, byte[] bytes, int from, int length) {
        MEMORY.putByteArray(address + check(offset, length), bytes, from, length);
        return this;
    }

    int getByte(int offset) {
        return MEMORY.getByte(address + check(offset, 1)) & 0xff;
    }

    int getShort(int offset) {
        return MEMORY.getShort(address + check(offset, 2)) & 0xffff;
    }

    int getInt(int offset) {
        return MEMORY.getInt(address + check(offset, 4));
    }

    long getLong(int offset) {
        return MEMORY.getLong(address + check(offset, 8));
    }

    void getBytes(int offset, byte[] into, int from, int length) {
        MEMORY.getByteArray(address + check(offset, length), into, from, length);
    }

    @Override
    public void close() {
        MEMORY.freeMemory(address);
    }

    private int check(int offset, int length) {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new IndexOutOfBoundsException(offset + "+" + length + " of " + size);
        }
        return offset;
    }
}

package dev.handoff.fd;

import java.util.List;

/** A null-terminated array of C strings in one block, as execve(2) takes arguments and environment. */
final class CStrings implements AutoCloseable {
    private final NativeBlock block;

    CStrings(List<byte[]> strings) {
        int table = 8 * (strings.size() + 1);
        this.block = new NativeBlock(
                table + strings.stream().mapToInt(bytes -> bytes.length + 1).sum());
        int at = table;
        for (int i = 0; i < strings.size(); i++) {
            byte[] bytes = strings.get(i);
            block.putLong(8 * i, block.address(at)).putBytes(at, bytes, 0, bytes.length);
            at += bytes.length + 1;
        }
    }

    /** Of the array. */
    long address() {
        return block.address();
    }

    /** Of one of the strings. */
    long address(int index) {
        return block.getLong(8 * index);
    }

    @Override
    public void close() {
        block.close();
    }
}

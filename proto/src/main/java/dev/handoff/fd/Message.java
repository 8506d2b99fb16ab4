package dev.handoff.fd;

import java.util.ArrayList;
import java.util.List;

/**
 * A msghdr(3type) with its iovec, its control area and its data in one block.
 *
 * <p>Layout on LP64 Linux: msghdr 56 bytes, iovec 16, then the control area (cmsghdr 16, four bytes a descriptor, padded
 * to 8), then the data.
 */
final class Message implements AutoCloseable {
    private static final int NAME_END = 16;
    private static final int IOVEC = 56;
    private static final int CONTROL = 72;
    private static final int CMSG_HEADER = 16;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_CTRUNC = 0x8;

    private final NativeBlock block;
    private final int controlSize;
    private final int data;

    /** Room for {@code length} bytes of data and {@code descriptors} descriptors. */
    Message(int length, int descriptors) {
        this.controlSize = descriptors == 0 ? 0 : CMSG_HEADER + padded(4 * descriptors);
        this.data = CONTROL + controlSize;
        this.block = new NativeBlock(data + length);
        block.putLong(NAME_END, block.address(IOVEC)).putLong(NAME_END + 8, 1);
        block.putLong(IOVEC, block.address(data)).putLong(IOVEC + 8, length);
        if (controlSize > 0) {
            block.putLong(32, block.address(CONTROL)).putLong(40, controlSize);
        }
    }

    long address() {
        return block.address();
    }

    void put(byte[] bytes, int from, int length) {
        block.putBytes(data, bytes, from, length);
    }

    void get(byte[] into, int at, int length) {
        block.getBytes(data, into, at, length);
    }

    void attach(int[] descriptors) {
        if (descriptors.length == 0) {
            return;
        }
        block.putLong(CONTROL, CMSG_HEADER + 4L * descriptors.length);
        block.putInt(CONTROL + 8, SOL_SOCKET).putInt(CONTROL + 12, SCM_RIGHTS);
        for (int i = 0; i < descriptors.length; i++) {
            block.putInt(CONTROL + CMSG_HEADER + 4 * i, descriptors[i]);
        }
    }

    /** True if the kernel had more control data than fitted, or could not install a descriptor. */
    boolean isTruncated() {
        return (block.getInt(48) & MSG_CTRUNC) != 0;
    }

    /** Every descriptor that arrived, whatever else is wrong with the message: somebody must close it. */
    List<OwnedFd> descriptors() {
        List<OwnedFd> arrived = new ArrayList<>();
        long end = Math.min(block.getLong(40), controlSize);
        for (int at = 0; at + CMSG_HEADER <= end; ) {
            long length = Math.min(block.getLong(CONTROL + at), end - at);
            if (length < CMSG_HEADER) {
                break;
            }
            if (block.getInt(CONTROL + at + 8) == SOL_SOCKET && block.getInt(CONTROL + at + 12) == SCM_RIGHTS) {
                for (int i = at + CMSG_HEADER; i + 4 <= at + length; i += 4) {
                    arrived.add(OwnedFd.of(block.getInt(CONTROL + i)));
                }
            }
            at += padded((int) length);
        }
        return arrived;
    }

    @Override
    public void close() {
        block.close();
    }

    private static int padded(int length) {
        return (length + 7) & ~7;
    }
}

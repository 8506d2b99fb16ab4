package dev.handoff.fd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    private static final int SCM_CREDENTIALS = 2;
    /** struct ucred: pid, uid, gid. */
    private static final int UCRED = 12;

    private static final int MSG_CTRUNC = 0x8;
    private static final int MSG_TRUNC = 0x20;

    /** How large the control area is. */
    private record Control(int size) {}

    private final NativeBlock block;
    private final int controlSize;
    private final int data;

    /** Room for {@code length} bytes of data and {@code descriptors} descriptors. */
    Message(int length, int descriptors) {
        this(new Control(descriptors == 0 ? 0 : CMSG_HEADER + padded(4 * descriptors)), length);
    }

    /** Room for {@code length} bytes of data and the sender's credentials; descriptors that come are closed by the kernel. */
    static Message withCredentials(int length) {
        return new Message(new Control(CMSG_HEADER + padded(UCRED)), length);
    }

    private Message(Control control, int length) {
        this.controlSize = control.size();
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

    /** True if the datagram was longer than the room for it. */
    boolean isCut() {
        return (block.getInt(48) & MSG_TRUNC) != 0;
    }

    /** Who sent it, as the kernel vouches for: of a message that was made for it. */
    Optional<PeerCredentials> credentials() {
        boolean isThere = block.getLong(40) >= CMSG_HEADER + UCRED
                && block.getInt(CONTROL + 8) == SOL_SOCKET
                && block.getInt(CONTROL + 12) == SCM_CREDENTIALS;
        int at = CONTROL + CMSG_HEADER;
        return isThere
                ? Optional.of(new PeerCredentials(block.getInt(at), block.getInt(at + 4), block.getInt(at + 8)))
                : Optional.empty();
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

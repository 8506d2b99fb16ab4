package dev.handoff.fd;

import java.io.IOException;

/** The three calls under a {@link UnixStream}; tests put a faulty kernel here. */
interface MessageCalls {
    MessageCalls KERNEL = new MessageCalls() {
        @Override
        public long sendmsg(int fd, long message, int flags) throws ErrnoException {
            return Libc.SENDMSG.triedWithoutWaiting(fd, message, flags);
        }

        @Override
        public long recvmsg(int fd, long message, int flags) throws ErrnoException {
            return Libc.RECVMSG.triedWithoutWaiting(fd, message, flags);
        }

        @Override
        public int await(OwnedFd fd, int events, Deadline deadline) throws IOException {
            return Poll.await(fd, events, deadline);
        }
    };

    /** What {@link #sendmsg} and {@link #recvmsg} return where they would have to wait: EAGAIN. */
    long WOULD_WAIT = Libc.FAILED;

    /** sendmsg(2): the bytes taken, or {@link #WOULD_WAIT}. */
    long sendmsg(int fd, long message, int flags) throws ErrnoException;

    /** recvmsg(2): the bytes read, 0 at the end of file, or {@link #WOULD_WAIT}. */
    long recvmsg(int fd, long message, int flags) throws ErrnoException;

    /** poll(2) on one descriptor: its events, 0 at the deadline. */
    int await(OwnedFd fd, int events, Deadline deadline) throws IOException;
}

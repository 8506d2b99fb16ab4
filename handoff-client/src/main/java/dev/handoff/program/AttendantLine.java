package dev.handoff.program;

import dev.handoff.fd.Deadline;
import dev.handoff.fd.OwnedFd;
import dev.handoff.fd.UnixStream;
import dev.handoff.wire.NamedListener;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The line between a process that is about to become a program and the attendant that it leaves beside it. The attendant
 * gives the listeners, one message each, and says that they are all, or that there will be none. Then the line's end without a
 * word says that the program was executed, for its other end is close-on-exec.
 *
 * <p>Both ends are of one release, started by each other, so this has no versions. A message is two bytes of length, a letter
 * and its text.
 */
public final class AttendantLine implements AutoCloseable {
    private static final char LISTENER = 'L';
    private static final char ALL = 'A';
    private static final char FAILED = 'F';
    /** Of a message; a path and a sentence are far shorter. */
    private static final int MOST = 0xffff;

    /** A message, and the descriptor that came with it. */
    private record Word(char letter, String text, List<OwnedFd> descriptors) {}

    /**
     * What the program is to have.
     *
     * @param listeners with their names; the receiver's to close
     * @param notifyAt where it says that it is ready
     */
    public record Gift(List<NamedListener> listeners, Optional<Path> notifyAt) implements AutoCloseable {
        @Override
        public void close() {
            listeners.forEach(NamedListener::close);
        }
    }

    private final UnixStream stream;

    private AttendantLine(UnixStream stream) {
        this.stream = stream;
    }

    /** Over one end of a pair, which it closes. */
    public static AttendantLine over(UnixStream stream) {
        return new AttendantLine(stream);
    }

    /** The attendant gives what it has; it keeps its own descriptors. */
    public void give(List<NamedListener> listeners, Optional<Path> notify, Deadline deadline) throws IOException {
        for (NamedListener listener : listeners) {
            send(LISTENER, listener.name(), List.of(listener.fd()), deadline);
        }
        send(ALL, notify.map(Path::toString).orElse(""), List.of(), deadline);
    }

    /** Either end says that nothing comes of it, and why. */
    public void fail(int status, String sentence, Deadline deadline) throws IOException {
        send(FAILED, status + " " + sentence, List.of(), deadline);
    }

    /**
     * The process that is to become the program gets what it asked for.
     *
     * @throws AttendantException if there is nothing, with the reason
     * @throws EOFException if the attendant has ended
     */
    public Gift receive(Deadline deadline) throws IOException {
        List<NamedListener> listeners = new ArrayList<>();
        try {
            while (true) {
                Word word = next(deadline);
                if (word.letter() == LISTENER && word.descriptors().size() == 1) {
                    listeners.add(named(word));
                } else if (word.letter() == ALL && word.descriptors().isEmpty()) {
                    Optional<Path> notify = Optional.of(word.text())
                            .filter(text -> !text.isEmpty())
                            .map(Path::of);
                    return new Gift(listeners, notify);
                } else {
                    OwnedFd.closeAll(word.descriptors());
                    throw failure(word);
                }
            }
        } catch (IOException | RuntimeException e) {
            listeners.forEach(NamedListener::close);
            throw e;
        }
    }

    private static NamedListener named(Word word) throws IOException {
        OwnedFd fd = word.descriptors().get(0);
        try {
            return NamedListener.of(word.text(), 0, fd);
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /**
     * The attendant waits until the program is executed.
     *
     * @throws AttendantException if it is not, with the reason
     * @throws dev.handoff.fd.TimeoutException at the deadline
     */
    public void awaitExecuted(Deadline deadline) throws IOException {
        Word word;
        try {
            word = next(deadline);
        } catch (EOFException executedOrDead) {
            return;
        }
        OwnedFd.closeAll(word.descriptors());
        throw failure(word);
    }

    private static IOException failure(Word word) {
        String[] parts = word.text().split(" ", 2);
        if (word.letter() != FAILED || parts.length != 2 || !parts[0].matches("[0-9]{1,3}")) {
            return new IOException("the attendant and its program do not understand each other: " + word.letter());
        }
        return new AttendantException(Integer.parseInt(parts[0]), parts[1]);
    }

    private void send(char letter, String text, List<OwnedFd> descriptors, Deadline deadline) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, MOST);
        ByteBuffer message = ByteBuffer.allocate(3 + length);
        message.putShort((short) length).put((byte) letter).put(bytes, 0, length);
        stream.send(message.array(), descriptors, deadline);
    }

    private Word next(Deadline deadline) throws IOException {
        byte[] head = new byte[3];
        List<OwnedFd> descriptors = stream.receive(head, 1, deadline);
        try {
            byte[] text = new byte[Short.toUnsignedInt(ByteBuffer.wrap(head).getShort())];
            if (text.length > 0) {
                stream.receive(text, 0, deadline);
            }
            return new Word((char) head[2], new String(text, StandardCharsets.UTF_8), descriptors);
        } catch (IOException | RuntimeException e) {
            OwnedFd.closeAll(descriptors);
            throw e;
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}

package dev.handoff.client.stranger;

import dev.handoff.fd.SocketName;

/**
 * A listening stream socket of another process, as /proc shows it.
 *
 * @param descriptor its number there, one of them if it has several
 * @param inode names the socket, whoever shares it
 */
public record StrangerListener(SocketName name, int descriptor, long inode) {
    @Override
    public String toString() {
        return name.toString();
    }
}

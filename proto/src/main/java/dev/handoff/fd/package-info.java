/**
 * Descriptors, and the few system calls on them: who owns one, how it travels over a Unix socket, what socket it refers
 * to. Knows nothing of frames or of the protocol. Each call goes to libc through jffi with no class generated at run
 * time, so that a command that lives for a moment can afford it.
 */
@NullMarked
package dev.handoff.fd;

import org.jspecify.annotations.NullMarked;

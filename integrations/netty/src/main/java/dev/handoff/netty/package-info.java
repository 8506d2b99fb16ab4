/**
 * Netty 4.2 on a listener that is handed over, by NIO or by epoll; and gRPC, which is built on it.
 * {@link dev.handoff.netty.NettyHandoff} makes the server's channel, and keeps account of what that accepts.
 */
@NullMarked
package dev.handoff.netty;

import org.jspecify.annotations.NullMarked;

/**
 * Answering at the control path: the socket and who may connect, the line that successors stand in, the exchange from the
 * predecessor's side, and the generations that still drain. What an exchange may ask of the process it runs in is an
 * {@link dev.handoff.server.Estate}.
 */
@NullMarked
package dev.handoff.server;

import org.jspecify.annotations.NullMarked;

/**
 * Asking a predecessor for its listeners: the exchange from the successor's side, what was granted, and how a received
 * descriptor becomes a channel of the JDK.
 */
@NullMarked
package dev.handoff.client;

import org.jspecify.annotations.NullMarked;

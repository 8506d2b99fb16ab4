/**
 * Ways of releasing a server, side by side: each {@link dev.handoff.bench.peers.Contestant} serves under the same open-loop load
 * and hands over to its next release again and again, one after the other so that the machine's noise hits all alike.
 */
@NullMarked
package dev.handoff.bench.peers;

import org.jspecify.annotations.NullMarked;

/** {@code handoff-client request -- COMMAND} with real programs. */
@NullMarked
package dev.handoff.attend;

import org.jspecify.annotations.NullMarked;

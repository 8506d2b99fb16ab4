/** {@code handoff-server run} and {@code handoff-client request -- COMMAND} as processes, with programs of other people's make. */
@NullMarked
package dev.handoff.run;

import org.jspecify.annotations.NullMarked;

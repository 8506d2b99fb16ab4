/**
 * The core of a process that stays beside programs which can't speak for themselves: it starts one, or follows one, gets it
 * ready, hands over by {@link dev.handoff.Handoff}, replaces it in place, and drains it.
 */
@NullMarked
package dev.handoff.resident;

import org.jspecify.annotations.NullMarked;

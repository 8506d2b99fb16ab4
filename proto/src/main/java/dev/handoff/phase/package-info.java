/**
 * The three state machines of a handoff, seen from the predecessor, the successor and the process, and the one door
 * through which each changes. docs/states.md is normative.
 */
@NullMarked
package dev.handoff.phase;

import org.jspecify.annotations.NullMarked;

/**
 * The steps of an exchange as places where a process can be held: an agent puts them into the real classes, so that the
 * product has no hook of its own. Runs within the process that is held.
 */
@NullMarked
package dev.handoff.faults.step;

import org.jspecify.annotations.NullMarked;

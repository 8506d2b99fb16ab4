/**
 * What an application embeds: {@link dev.handoff.Handoff} requests the listeners from a predecessor, or binds them when
 * there is none, and hands them over to a successor.
 */
@NullMarked
package dev.handoff;

import org.jspecify.annotations.NullMarked;

/**
 * Replaces plain servers, which know nothing of Handoff, under load by the agent, all by one script, and tells what became of the
 * requests.
 */
@NullMarked
package dev.handoff.conformance;

import org.jspecify.annotations.NullMarked;

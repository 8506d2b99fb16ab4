/**
 * Programs that know nothing of Handoff: what they are told of the listeners that they inherit, in words and in the
 * environment, and how it is known that they are ready; and what we ourselves were told in the same way.
 */
@NullMarked
package dev.handoff.program;

import org.jspecify.annotations.NullMarked;

/** A {@code run} as its users have it, with this module beside it. */
@NullMarked
package dev.handoff.run;

import org.jspecify.annotations.NullMarked;

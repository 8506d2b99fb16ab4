/** Programs that do not know of Handoff, as they come, and the first release that does. */
@NullMarked
package dev.handoff.stranger;

import org.jspecify.annotations.NullMarked;

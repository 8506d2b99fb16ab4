/** The {@code handoff-server} command: a resident process for programs that can't answer at a control path themselves. */
@NullMarked
package dev.handoff.daemon;

import org.jspecify.annotations.NullMarked;

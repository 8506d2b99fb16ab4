/** The fault matrix: holds a process at a step, does something terrible to it or its peer, and looks at what is left. */
@NullMarked
package dev.handoff.faults;

import org.jspecify.annotations.NullMarked;

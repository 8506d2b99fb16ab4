/**
 * Listeners of a process that does not know of this project: found in /proc, taken by pidfd_getfd(2). That is how the first
 * release that knows of it comes by the listeners of the last one that did not, and how those of one that hangs are saved.
 */
@NullMarked
package dev.handoff.client.stranger;

import org.jspecify.annotations.NullMarked;

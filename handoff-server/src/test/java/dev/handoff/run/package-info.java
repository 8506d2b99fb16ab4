/** {@code handoff-server run} as a process, with programs of other people's make. */
package dev.handoff.run;

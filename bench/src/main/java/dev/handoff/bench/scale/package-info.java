/** What grows with the number of listeners and connections: the handoff, and what this project keeps for each. */
@NullMarked
package dev.handoff.bench.scale;

import org.jspecify.annotations.NullMarked;

/** The server that the comparison hands over, stops and overlaps: the same Jetty each time, and only the way of release differs. */
@NullMarked
package dev.handoff.bench.server;

import org.jspecify.annotations.NullMarked;

/**
 * An open-loop load: requests leave at a constant rate whatever the server does, and each one's latency counts from the
 * moment it was due, so that a server that stalls cannot hide the requests it kept waiting. A
 * {@link dev.handoff.demo.load.Load} runs on one thread; what it saw comes out as a
 * {@link dev.handoff.demo.load.Report}.
 */
@NullMarked
package dev.handoff.demo.load;

import org.jspecify.annotations.NullMarked;

/**
 * What the parts of a handoff cost once all is warm: the exchange, beside the same exchange in C; adoption; the gate's switch; a
 * frame.
 */
@NullMarked
package dev.handoff.bench.exchange;

import org.jspecify.annotations.NullMarked;

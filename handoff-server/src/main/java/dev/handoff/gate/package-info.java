/**
 * Seats and doors. A server channel sits on a descriptor number, its <em>seat</em>; a {@link dev.handoff.gate.Gate}
 * decides whether that seat refers to the <em>front door</em>, the shared listener, or to the <em>side door</em>, a
 * private one. The server in it never notices.
 */
@NullMarked
package dev.handoff.gate;

import org.jspecify.annotations.NullMarked;

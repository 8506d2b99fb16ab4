package dev.handoff.gate;
/** placeholder, replaced by the gate's own landing. */
public final class Gate {}

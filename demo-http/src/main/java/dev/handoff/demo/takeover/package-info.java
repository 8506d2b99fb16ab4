/**
 * The demonstration: releases of the demo replace each other under a load, one of them breaks, and what became of every
 * request is told at the end. {@link dev.handoff.demo.takeover.Takeover} is what the script of that name runs.
 */
@NullMarked
package dev.handoff.demo.takeover;

import org.jspecify.annotations.NullMarked;

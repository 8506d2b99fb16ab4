/** Meters for Micrometer, for an application that has it on its class path. Nothing else here needs it. */
@NullMarked
package dev.handoff.micrometer;

import org.jspecify.annotations.NullMarked;

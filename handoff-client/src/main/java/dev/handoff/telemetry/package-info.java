/**
 * Events of the JDK's flight recorder: what a handoff went through, for whoever records. While nobody does, none of their
 * classes is even loaded; in a runtime without the module {@code jdk.jfr} there are none.
 */
@NullMarked
package dev.handoff.telemetry;

import org.jspecify.annotations.NullMarked;

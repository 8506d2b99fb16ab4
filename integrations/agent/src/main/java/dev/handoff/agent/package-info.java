/**
 * The part of the agent that the application could see: the JVM's entry into it, and the class loader behind which all the
 * rest is hidden.
 */
@NullMarked
package dev.handoff.agent;

import org.jspecify.annotations.NullMarked;

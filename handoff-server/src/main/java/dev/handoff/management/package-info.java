/** A process's handoffs for those who manage it: a JMX bean. */
@NullMarked
package dev.handoff.management;

import org.jspecify.annotations.NullMarked;

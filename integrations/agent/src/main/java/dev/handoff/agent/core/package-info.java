/**
 * The agent proper, in a class loader of its own: weaves the few methods through which a server binds and answers, puts what
 * the application binds on its seats, and leads the process from its predecessor to its successor.
 */
@NullMarked
package dev.handoff.agent.core;

import org.jspecify.annotations.NullMarked;

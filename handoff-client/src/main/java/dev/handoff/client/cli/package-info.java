/**
 * The {@code handoff-client} command: what it takes, what it prints, and how it ends. Every word of its help is in
 * {@link dev.handoff.client.cli.Command} and {@link dev.handoff.client.cli.Option}, from which a manual page or a shell's
 * completion can be made as well.
 *
 * <p>It starts on every deployment, and often more than once, so what it does at start-up is weighed in milliseconds.
 */
@NullMarked
package dev.handoff.client.cli;

import org.jspecify.annotations.NullMarked;

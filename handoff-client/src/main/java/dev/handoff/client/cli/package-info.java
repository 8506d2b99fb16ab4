/**
 * The {@code handoff-client} command: what it takes, what it prints, and how it ends. Every word of its help is in
 * {@link dev.handoff.client.cli.Command}, {@link dev.handoff.client.cli.Option} and
 * {@link dev.handoff.client.cli.ClientManual}, from which its manual pages and the completion of shells are made as well.
 *
 * <p>It starts on every deployment, and often more than once, so what it does at start-up is weighed in milliseconds.
 */
@NullMarked
package dev.handoff.client.cli;

import org.jspecify.annotations.NullMarked;

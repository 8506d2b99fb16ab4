/**
 * What the commands can be told, as text: their help, their manual pages and the completion of a shell are made from one
 * {@link dev.handoff.client.manual.Manual}. Loaded only by who asks for help.
 */
@NullMarked
package dev.handoff.client.manual;

import org.jspecify.annotations.NullMarked;

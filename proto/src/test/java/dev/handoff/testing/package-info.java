/** What the tests of every module share: the leak check, child JVMs, and the one-way streets. Not shipped. */
@NullMarked
package dev.handoff.testing;

import org.jspecify.annotations.NullMarked;

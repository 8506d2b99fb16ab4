/**
 * Releases that are fetched: where they come from, how their bytes are proved, the private folder they are kept in, and what
 * became of each. Nothing here starts a program, and nothing that is not proved leaves this package.
 */
@NullMarked
package dev.handoff.artifact;

import org.jspecify.annotations.NullMarked;

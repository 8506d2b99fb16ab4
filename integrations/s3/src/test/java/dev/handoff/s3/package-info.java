/** The source against a real store, and against a server that does everything wrong. */
@NullMarked
package dev.handoff.s3;

import org.jspecify.annotations.NullMarked;

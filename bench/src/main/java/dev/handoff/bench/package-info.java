/** What an exchange costs once both sides are warm, beside the same exchange in C. */
@NullMarked
package dev.handoff.bench;

import org.jspecify.annotations.NullMarked;

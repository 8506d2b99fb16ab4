/**
 * Telling a service manager the truth: sd_notify(3), by our own calls. It knows nothing of handoffs; who says what and when is the
 * business of the packages above.
 */
@NullMarked
package dev.handoff.systemd;

import org.jspecify.annotations.NullMarked;

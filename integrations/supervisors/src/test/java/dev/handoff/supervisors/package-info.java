/**
 * The project under real supervisors. One class stands for each kind of surroundings ({@link dev.handoff.supervisors.Guest}: a
 * systemd of its own), one for the load, one watches what a supervisor says meanwhile; a test class a packaged configuration.
 */
@NullMarked
package dev.handoff.supervisors;

import org.jspecify.annotations.NullMarked;

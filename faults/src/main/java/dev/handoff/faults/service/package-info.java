/** The application that is handed over, in processes of its own: it answers who it is, and runs one duty. */
@NullMarked
package dev.handoff.faults.service;

import org.jspecify.annotations.NullMarked;

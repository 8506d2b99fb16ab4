/**
 * Jetty 12 on listeners that are handed over: {@link dev.handoff.jetty.JettyHandoff} opens each connector on the channel of
 * the listener that it is named after, asks whoever is connected to leave while another process accepts, and stops the server
 * when nobody can take the listeners back any more.
 */
@NullMarked
package dev.handoff.jetty;

import org.jspecify.annotations.NullMarked;

/**
 * A small HTTP service that is replaced while it serves. {@link dev.handoff.demo.DemoServer} shows how an application
 * uses the library; the rest is the service itself: Jetty 12 with HTTP/1.1, h2c and WebSocket on one connector, and a page
 * that shows a takeover, {@link dev.handoff.demo.live}.
 */
@NullMarked
package dev.handoff.demo;

import org.jspecify.annotations.NullMarked;

/**
 * The HTTP server of the JDK, {@code com.sun.net.httpserver}, on a listener that is handed over:
 * {@link dev.handoff.jdkhttp.HandedHttpServer}.
 */
@NullMarked
package dev.handoff.jdkhttp;

import org.jspecify.annotations.NullMarked;

/**
 * A starter for Spring Boot 4 on Tomcat. With {@code handoff.control} set, Tomcat serves a listener from the predecessor, READY
 * is said when Spring's readiness is {@code ACCEPTING_TRAFFIC}, readiness is refused while another process accepts, and the
 * context is closed when nobody can take the listener back any more. The {@link dev.handoff.Handoff} is a bean, for duties.
 */
@NullMarked
package dev.handoff.spring;

import org.jspecify.annotations.NullMarked;

/** A Spring Boot application like any other, but for the starter. */
@NullMarked
package dev.handoff.spring.app;

import org.jspecify.annotations.NullMarked;

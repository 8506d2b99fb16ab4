/** What the demo writes as JSON, on one line each. */
@NullMarked
package dev.handoff.demo.json;

import org.jspecify.annotations.NullMarked;

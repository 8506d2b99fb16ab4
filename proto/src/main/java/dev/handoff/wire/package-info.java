/**
 * Frames over {@link dev.handoff.fd.UnixStream}: how a message and its descriptors are cut, how two versions agree, how a
 * list of listeners is written down and held against what came. docs/protocol.md is normative; the generated messages are
 * in {@code dev.handoff.wire.v1}.
 */
@NullMarked
package dev.handoff.wire;

import org.jspecify.annotations.NullMarked;

/**
 * Plain, idiomatic servers of their kind, with nothing of ours in them: each answers every path with its pid, after a wait if
 * {@code ?ms=} asks for one. Run as processes of their own, with a class path that has this folder and the server's jars only.
 */
package dev.handoff.agent.servers;

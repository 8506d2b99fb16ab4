package dev.handoff.client.manual;

/**
 * Something that has a name, and what it means: an exit status, a variable, a file, an example.
 *
 * @param text whole sentences, or the part of one, without a full stop
 */
public record Note(String term, String text) {}

package dev.handoff.server;

/**
 * The successor of an exchange, for a service manager.
 *
 * @param name for people
 * @param pid in our pid namespace; 0 when it has none there
 * @param isSupervised a manager follows it already, as the main process of another unit than ours
 */
public record Claimant(String name, int pid, boolean isSupervised) {}

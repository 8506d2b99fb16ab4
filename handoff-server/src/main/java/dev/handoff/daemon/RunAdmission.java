package dev.handoff.daemon;

import dev.handoff.HandoffBuilder;
import java.util.List;
import joptsimple.OptionSet;

/**
 * Whom a resident process takes listeners from, and whom it lets near them.
 *
 * @param allowRollback ask a predecessor even if this is a release that was replaced
 * @param standsBy wait, if it was replaced, until the owner is gone
 * @param allowForeignNetwork take listeners of another network namespace
 * @param users further uids that may ask
 */
record RunAdmission(boolean allowRollback, boolean standsBy, boolean allowForeignNetwork, List<Integer> users) {
    private static final int OVERFLOW = 65_534;

    RunAdmission {
        users = List.copyOf(users);
        if (allowRollback && standsBy) {
            throw new IllegalArgumentException("--allow-rollback and --standby exclude each other");
        }
    }

    /** As it was told, in the same words whatever the command. */
    static RunAdmission of(OptionSet options) {
        return new RunAdmission(
                options.has("allow-rollback"),
                options.has("standby"),
                options.has("allow-foreign-netns"),
                options.valuesOf("allow-user").stream()
                        .map(user -> user(user.toString()))
                        .toList());
    }

    void tell(HandoffBuilder terms) {
        terms.allowRollback(allowRollback).standBy(standsBy).allowForeignNetwork(allowForeignNetwork);
        users.forEach(terms::allowUser);
    }

    private static int user(String text) {
        if (text.matches("[0-9]{1,9}")) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException(
                "--allow-user " + text + ": a uid, such as " + OVERFLOW + ", by which other user namespaces show");
    }
}

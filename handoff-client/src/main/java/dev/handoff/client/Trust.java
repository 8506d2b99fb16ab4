package dev.handoff.client;

import dev.handoff.fd.PeerCredentials;
import java.util.Set;

/**
 * Whose processes are let near the listeners: our own user's and root's, and those of an allow-list. Everybody else is
 * refused.
 *
 * @param others further uids; across user namespaces a peer shows as the overflow uid, usually 65534
 */
public record Trust(Set<Integer> others) {
    /** Ourselves and root. */
    public static final Trust OURSELVES = new Trust(Set.of());

    /** Keeps a copy. */
    public Trust {
        others = Set.copyOf(others);
    }

    /** Is a process of {@code uid} let in? */
    public boolean admits(int uid) {
        return uid == 0 || uid == PeerCredentials.ownUid() || others.contains(uid);
    }
}

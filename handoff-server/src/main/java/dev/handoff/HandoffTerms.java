package dev.handoff;

import dev.handoff.client.Identity;
import dev.handoff.server.ServerTerms;
import java.nio.file.Path;

/**
 * What a {@link HandoffBuilder} gathered, by who acts on it.
 *
 * @param wanted which listeners, and where from: the opening's
 * @param asking how a predecessor is asked: the opening's, and that of whoever stands by
 * @param tenure how this process lives with them: the owner's
 * @param server how it answers those who come
 */
record HandoffTerms(
        Path control, Identity identity, Wanted wanted, Asking asking, TenureTerms tenure, ServerTerms server) {}

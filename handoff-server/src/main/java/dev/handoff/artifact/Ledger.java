package dev.handoff.artifact;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of the artifacts.
 *
 * @param origin of the good ones: the source, and how they were proved
 * @param good those that served, newest first: the present one, and the one to go back to
 * @param failed those that are not tried again, newest first
 */
record Ledger(String origin, List<Artifact> good, List<Artifact> failed) {
    private static final int MOST_GOOD = 2;
    private static final int MOST_FAILED = 32;
    private static final int WORDS = 3;

    Ledger {
        good = first(MOST_GOOD, good.stream());
        failed = first(MOST_FAILED, failed.stream());
    }

    static Ledger empty(String origin) {
        return new Ledger(origin, List.of(), List.of());
    }

    /** The one that serves, or did last. */
    Optional<Artifact> present() {
        return good.stream().findFirst();
    }

    /** The last good one before it. */
    Optional<Artifact> previous() {
        return good.stream().skip(1).findFirst();
    }

    boolean isPresent(String hash) {
        return present().filter(each -> each.hash().equals(hash)).isPresent();
    }

    boolean hasFailed(String hash) {
        return failed.stream().anyMatch(each -> each.hash().equals(hash));
    }

    /** It serves now, and the one that did may be gone back to. */
    Ledger proved(Artifact now) {
        return new Ledger(origin, with(now, good), without(now, failed));
    }

    /** It is not tried again; the present one is not put away by that. */
    Ledger failed(Artifact bad) {
        return isPresent(bad.hash()) ? this : new Ledger(origin, without(bad, good), with(bad, failed));
    }

    /** The one before serves again, and the present one is not tried again. */
    Ledger wentBackTo(Artifact old) {
        Ledger back = new Ledger(origin, List.of(old), without(old, failed));
        return present()
                .filter(now -> !now.hash().equals(old.hash()))
                .map(back::failed)
                .orElse(back);
    }

    private static List<Artifact> with(Artifact one, List<Artifact> others) {
        return Stream.concat(Stream.of(one), without(one, others).stream()).toList();
    }

    private static List<Artifact> without(Artifact one, List<Artifact> all) {
        return all.stream().filter(each -> !each.hash().equals(one.hash())).toList();
    }

    private static List<Artifact> first(int most, Stream<Artifact> all) {
        return all.limit(most).toList();
    }

    /** One fact a line. */
    String text() {
        StringBuilder text = new StringBuilder("origin " + Artifact.line(origin) + "\n");
        good.forEach(each -> text.append("good " + each.hash() + " " + each.label() + "\n"));
        failed.forEach(each -> text.append("failed " + each.hash() + " " + each.label() + "\n"));
        return text.toString();
    }

    /** As {@link #text} wrote it; a line that is none of ours is passed over. The good ones of another origin are none. */
    static Ledger parse(String text, String origin) {
        List<Artifact> good = new ArrayList<>();
        List<Artifact> failed = new ArrayList<>();
        boolean isOurs = false;
        for (String line : text.lines().toList()) {
            isOurs |= line.equals("origin " + Artifact.line(origin));
            String[] words = line.split(" ", WORDS);
            if (words.length < 2 || !Artifact.isHash(words[1])) {
                continue;
            }
            Artifact each = new Artifact(words[1], words.length == WORDS ? words[2] : "");
            if (words[0].equals("good") && isOurs) {
                good.add(each);
            } else if (words[0].equals("failed")) {
                failed.add(each);
            }
        }
        return new Ledger(origin, good, failed);
    }
}

package dev.handoff.demo.live;

import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the next release is called. */
final class Labels {
    private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d{1,9})");

    private Labels() {}

    /** One more than the highest number among labels like {@code present}: v3 after v1 if there was a v2. */
    static String next(String present, Collection<String> others) {
        Matcher numbered = NUMBERED.matcher(present);
        if (!numbered.matches()) {
            return next(present + "-1", others);
        }
        String prefix = numbered.group(1);
        long highest = Long.parseLong(numbered.group(2));
        for (String other : others) {
            Matcher like = NUMBERED.matcher(other);
            if (like.matches() && like.group(1).equals(prefix)) {
                highest = Math.max(highest, Long.parseLong(like.group(2)));
            }
        }
        return prefix + (highest + 1);
    }
}

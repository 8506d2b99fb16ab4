package dev.handoff.manual;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text so that roff(7) prints it as it is: groff_char(7) and man-pages(7), "Generating optimal glyphs". */
final class Roff {
    /** What a reader may copy: its dashes are not hyphens. */
    private static final Pattern CODE =
            Pattern.compile("\\S*(?:(?:^|(?<=[\\s'(\"=]))-|[/=_.{:]\\S*-|handoff-|on-failure)\\S*");

    private Roff() {}

    /** A line of text. */
    static String text(String line) {
        StringBuilder text = new StringBuilder();
        Matcher code = CODE.matcher(line);
        int from = 0;
        while (code.find()) {
            text.append(escaped(line.substring(from, code.start()))).append(literal(code.group()));
            from = code.end();
        }
        text.append(escaped(line.substring(from)));
        // A line that begins so would be a request.
        return text.toString().replaceFirst("^(?=[.'])", "\\\\&");
    }

    /** Words that are typed: each dash is one. */
    static String literal(String words) {
        return escaped(words).replace("-", "\\-");
    }

    /** One argument of a macro, of several words. */
    static String quoted(String words) {
        return words.contains(" ") ? '"' + literal(words) + '"' : literal(words);
    }

    private static String escaped(String words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\e");
                case '\'' -> text.append("\\(aq");
                case '"' -> text.append("\\(dq");
                case '`' -> text.append("\\(ga");
                case '^' -> text.append("\\(ha");
                case '~' -> text.append("\\(ti");
                default -> text.append(c);
            }
        }
        return text.toString();
    }
}

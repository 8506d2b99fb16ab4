package dev.handoff.artifact;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One address, asked for only if it has changed, and from the middle where that is possible: RFC 9110, sections 13 and 14. */
final class WebFile {
    private static final Pattern RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\\*)");

    private final Web web;
    private final URI address;
    private final Map<String, String> headers;
    private String tag = "";
    private byte[] small = {};

    WebFile(Web web, URI address, Map<String, String> headers) {
        this.web = web;
        this.address = address;
        this.headers = headers;
    }

    /** All of it; it is small. Not sent again while it is the same. */
    byte[] small(int most) throws IOException, InterruptedException {
        Web.Answer answer = web.get(address, unless(tag));
        if (answer.status() == Web.NOT_MODIFIED) {
            answer.body().close();
            return small.clone();
        }
        byte[] read = web.all(answer, most + 1);
        if (read.length > most) {
            throw new UnprovedException(Web.shown(address) + ": more than " + most + " bytes");
        }
        tag = tag(answer);
        small = read;
        return read.clone();
    }

    /** All of it, unless its tag is still that. */
    Optional<Content> open(String unless, String label) throws IOException, InterruptedException {
        Web.Answer answer = web.get(address, unless(unless));
        if (answer.status() == Web.NOT_MODIFIED) {
            answer.body().close();
            return Optional.empty();
        }
        return Optional.of(content(answer, label));
    }

    /** From that byte on, if it is still the same, or from the first. */
    Content resume(String knownTag, long from, String label) throws IOException, InterruptedException {
        Map<String, String> asked = new LinkedHashMap<>(headers);
        // A weak tag promises no equal bytes.
        if (from > 0 && !knownTag.isEmpty() && !knownTag.startsWith("W/")) {
            asked.put("Range", "bytes=" + from + "-");
            asked.put("If-Range", knownTag);
        }
        return content(web.get(address, asked), label);
    }

    private Map<String, String> unless(String known) {
        Map<String, String> asked = new LinkedHashMap<>(headers);
        if (!known.isEmpty()) {
            asked.put(isTag(known) ? "If-None-Match" : "If-Modified-Since", known);
        }
        return asked;
    }

    private static boolean isTag(String known) {
        return known.startsWith("\"") || known.startsWith("W/");
    }

    private static String tag(Web.Answer answer) {
        return answer.headers()
                .firstValue("ETag")
                .filter(WebFile::isTag)
                .or(() -> answer.headers().firstValue("Last-Modified"))
                .orElse("");
    }

    private Content content(Web.Answer answer, String label) throws IOException {
        OptionalLong length = answer.headers().firstValueAsLong("Content-Length");
        if (answer.status() != Web.PARTIAL) {
            return new Content(tag(answer), length.orElse(-1), 0, label, answer.body());
        }
        Matcher range =
                RANGE.matcher(answer.headers().firstValue("Content-Range").orElse(""));
        if (!range.matches()) {
            answer.body().close();
            throw new UnavailableException(Web.shown(address) + ": answered with a part, and does not say which");
        }
        long size = range.group(2).equals("*") ? -1 : Long.parseLong(range.group(2));
        return new Content(tag(answer), size, Long.parseLong(range.group(1)), label, answer.body());
    }
}

package dev.handoff.artifact;

import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which address is which source. */
final class KnownSources {
    private static final Pattern GITHUB = Pattern.compile("github:([\\w.-]+/[\\w.-]+)(?:#(.+))?");

    private KnownSources() {}

    /**
     * Opens the source.
     *
     * @throws IllegalArgumentException if there is none of that kind, or it can't use what it was told
     */
    static Source open(SourceTerms terms) throws IOException {
        return switch (terms.scheme()) {
            case "" -> new FileSource(path(terms.address()), terms.isBelieved());
            case "file" ->
                new FileSource(path(terms.address().replaceFirst("^file:(?://(?=/))?", "")), terms.isBelieved());
            case "https" -> new HttpsSource(web(terms), SourceTerms.https("", terms.address()));
            case "github" -> github(terms);
            default -> provided(terms);
        };
    }

    private static Path path(String text) {
        try {
            Path path = Path.of(text).toAbsolutePath();
            if (path.getFileName() != null) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(text + ": no path: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(text + ": not the path of a file");
    }

    private static Web web(SourceTerms terms) {
        return new Web(terms.readable("ca"), System.getenv(), terms.patience());
    }

    private static Source github(SourceTerms terms) {
        Matcher parts = GITHUB.matcher(terms.address());
        if (!parts.matches()) {
            throw new IllegalArgumentException(terms.address() + ": github:OWNER/REPO or github:OWNER/REPO#PATTERN");
        }
        URI api = SourceTerms.https("api", terms.option("api").orElse("https://api.github.com"));
        String pattern = parts.group(2) == null ? "" : parts.group(2);
        return new GithubSource(web(terms), api, parts.group(1), pattern, terms.readable("token"));
    }

    private static Source provided(SourceTerms terms) throws IOException {
        for (SourceProvider each : ServiceLoader.load(SourceProvider.class, KnownSources.class.getClassLoader())) {
            if (each.scheme().equals(terms.scheme())) {
                return each.open(terms);
            }
        }
        if (terms.scheme().equals("s3")) {
            throw new IllegalArgumentException(
                    terms.address() + ": for this the file handoff-s3.jar has to be beside handoff-server.jar");
        }
        throw new IllegalArgumentException(terms.address() + ": there is no source of the kind " + terms.scheme()
                + "; a path, https://HOST/PATH, github:OWNER/REPO, s3://BUCKET/KEY");
    }
}

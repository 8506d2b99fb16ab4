package dev.handoff.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchTermsTest {
    @TempDir
    Path temp;

    private static WatchTerms parse(String text) {
        return WatchTerms.parse(text, time -> Duration.parse("PT" + time));
    }

    @Test
    void readsWhatItIsTold() {
        WatchTerms terms = parse("https://host/a,b.jar?x=1,every=5s,sha256=" + "AB".repeat(32) + ",folder=/var/x");
        assertThat(terms.source().address()).isEqualTo("https://host/a,b.jar?x=1");
        assertThat(terms.every()).isEqualTo(Duration.ofSeconds(5));
        assertThat(terms.folder()).contains(Path.of("/var/x"));
        assertThat(terms.source().isBelieved()).isFalse();
        assertThat(terms.origin()).as("no query: it may be secret").doesNotContain("x=1");
        assertThat(parse("/srv/app.jar").every()).isEqualTo(Duration.ofSeconds(30));
        assertThat(parse("/srv/app.jar").source().isBelieved()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ftp://host/x | there is no source of the kind ftp;
                    http://host/x | there is no source of the kind http;
                    https:///x | https://HOST/...
                    https://me:secret@host/x | no user in it
                    github:owner | github:OWNER/REPO
                    github:owner/repo,api=http://host | api http://host: https://HOST
                    github:owner/repo,token=/nowhere | token=/nowhere: there is no such file, or it can't be read
                    github:owner/repo,token=/ | token=/: there is no such file, or it can't be read
                    https://host/x,ca=/nowhere | ca=/nowhere: there is no such file
                    https://host/x,ca=/dev/null | there is no certificate in it
                    s3://bucket/key | s3://bucket/key: for this the file handoff-s3.jar has to be beside handoff-server.jar
                    / | not the path of a file
                    """)
    void refusesASourceThatItCannotUse(String text, String why) {
        assertThatThrownBy(() -> KnownSources.open(parse(text).source()).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /x,evry=5s | is none of
                    /x,every=5s,every=6s | given twice
                    /x,every=0.01s | no less than 100ms
                    /x,most=much | a number of bytes
                    /x,sha256=12 | 64 hexadecimal digits
                    /x,signature=/nowhere | the public key can't be read
                    /x,signature=/etc/hostname | no Ed25519 public key
                    /x,signature=/etc/hostname,sha256=12 | exclude each other
                    """)
    void refusesOptionsThatMakeNoSense(String text, String why) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void waitsLongerAfterEachFailureUpToABoundAndAsLongAsItIsAsked() {
        Pace pace = new Pace(Duration.ofSeconds(30), () -> 0.0);
        assertThat(pace.afterFailure(Optional.empty())).isEqualTo(Duration.ofMinutes(1));
        assertThat(pace.afterFailure(Optional.empty())).isEqualTo(Duration.ofMinutes(2));
        assertThat(pace.afterFailure(Optional.of(Duration.ofSeconds(700)))).isEqualTo(Duration.ofSeconds(700));
        for (int i = 0; i < 20; i++) {
            pace.afterFailure(Optional.empty());
        }
        assertThat(pace.afterFailure(Optional.empty())).isEqualTo(Duration.ofMinutes(15));
        assertThat(pace.afterFailure(Optional.of(Duration.ofDays(9)))).isEqualTo(Duration.ofHours(1));
        assertThat(pace.afterSuccess()).isEqualTo(Duration.ofSeconds(30));
        assertThat(new Pace(Duration.ofSeconds(30), () -> 1.0).afterSuccess()).isEqualTo(Duration.ofSeconds(36));
    }
}

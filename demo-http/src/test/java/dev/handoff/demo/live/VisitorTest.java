package dev.handoff.demo.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisitorTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "127.0.0.1, 127.0.0.1:8080, http://127.0.0.1:8080, same-origin",
                "localhost, localhost:8080, http://localhost:8080, none",
                "[::1], [::1], http://[::1], same-origin"
            })
    void letsThePageOfThisServerIn(String host, String authority, String origin, String site) {
        assertThat(new Visitor("POST", true, host, authority, origin, site, true).refusal())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                // A link or an image, somebody elsewhere, and a page that lacks the header.
                "GET, true, localhost, localhost:80, http://localhost:80, none, true",
                "POST, false, localhost, localhost:80, http://localhost:80, none, true",
                "POST, true, localhost, localhost:80, http://localhost:80, none, false",
                // A name that was made to lead here.
                "POST, true, evil.example, evil.example:80, http://evil.example:80, same-origin, true",
                "POST, true, none, none, none, none, true",
                // Pages of others: another site, another port, a file, none at all.
                "POST, true, localhost, localhost:80, http://evil.example, cross-site, true",
                "POST, true, localhost, localhost:80, http://localhost:81, same-site, true",
                "POST, true, localhost, localhost:80, null, none, true",
                "POST, true, localhost, localhost:80, none, none, true",
                "POST, true, localhost, localhost:80, http://localhost:80, cross-site, true"
            })
    void refusesEverybodyElseInASentence(
            String method,
            boolean isLocal,
            String host,
            String authority,
            String origin,
            String site,
            boolean isMarked) {
        Visitor visitor = new Visitor(method, isLocal, host, authority, origin, site, isMarked);
        assertThat(visitor.refusal()).hasValueSatisfying(why -> assertThat(why).contains(" "));
    }
}

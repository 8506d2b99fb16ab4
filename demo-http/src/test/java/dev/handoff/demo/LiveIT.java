package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.demo.takeover.DemoProcess;
import dev.handoff.demo.takeover.Stage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page at /live, in a browser, through real takeovers that it starts itself. */
@Timeout(180)
class LiveIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path JAR = Path.of("target", "demo-http.jar").toAbsolutePath();
    private static final String[] OPTIONS = {
        "--releases-from-page", "--probation", "3s", "--drain-deadline", "10s", "--silence", "10s"
    };

    @TempDir
    private Path profile;

    @Test
    void showsATakeoverInTwoColoursAndNoRed() throws Exception {
        try (Stage stage = Stage.set(JAR);
                Browser browser = Browser.open(profile)) {
            browser.show(page(stage.start("v1", OPTIONS)));
            awaitAnswers(browser, 1, 150);

            browser.click("#start");
            awaitSteps(browser, "GREETED GRANTED COMMITTED CONFIRMED DRAINED");
            awaitAnswers(browser, 2, 160);
            browser.picture(Path.of("target", "live.png"));
            List<String> complaints = browser.complaints(); // before it complains of how the test looks at pixels

            assertThat(browser.text("#handoff-name")).isEqualTo("v1 → v2: confirmed");
            assertThat(browser.text("#accepts")).isEqualTo("v2, generation 2");
            assertThat(stepMillis(browser)).allMatch(text -> text.matches("(after )?(\\d+ ms|\\d+\\.\\d s)"));
            assertThat(dots(browser, "--process-0")).as("dots of v1").isGreaterThan(500);
            assertThat(dots(browser, "--process-1")).as("dots of v2").isGreaterThan(500);
            assertThat(dots(browser, "--failed")).as("red").isZero();
            assertThat(browser.text("#failed")).isEqualTo("0");
            assertThat(browser.number("Number(document.querySelector('#fresh').textContent.replace(',', ''))"))
                    .as("connections that were made")
                    .isGreaterThan(50);
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void showsInRedWhatABrokenReleaseHadAcceptedAndNothingElse() throws Exception {
        try (Stage stage = Stage.set(JAR);
                Browser browser = Browser.open(profile)) {
            DemoProcess first = stage.start("v1", OPTIONS);
            browser.show(page(first));
            awaitAnswers(browser, 1, 60);

            browser.click("#break");
            awaitSteps(browser, "GREETED GRANTED COMMITTED RECLAIMED");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(dots(browser, "--failed")).isPositive());
            awaitAnswers(browser, 1, answers(browser, 1) + 60);
            browser.picture(Path.of("target", "live-broken.png"));

            Announcement warm = said(first, "v2");
            List<Map<String, String>> failures = failures(browser);
            assertThat(failures).isNotEmpty();
            assertThat(browser.text("#failed")).isEqualTo(Integer.toString(failures.size()));
            // Cut off at its death, a second after it had said READY, or soon after; and asked for when it accepted.
            assertThat(failures).allSatisfy(failure -> {
                assertThat(time(failure, "at"))
                        .isBetween(warm.at().plusMillis(900), warm.at().plusMillis(3_000));
                assertThat(time(failure, "asked")).isAfter(warm.at().minusMillis(100));
            });
            assertThat(browser.text("#accepts")).isEqualTo("v1, generation 1");
            assertThat(browser.text("#start")).isEqualTo("Start v3");
        }
    }

    private static URI page(DemoProcess first) throws InterruptedException {
        return URI.create("http://127.0.0.1:" + first.awaitReady(LIMIT).port() + "/live");
    }

    private static void awaitAnswers(Browser browser, int generation, long count) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(answers(browser, generation)).isGreaterThanOrEqualTo(count));
    }

    private static long answers(Browser browser, int generation) {
        return browser.number(
                "Number(document.querySelector(`#processes tr[data-generation='${arguments[0]}']`)?.dataset.answers ?? 0)",
                generation);
    }

    /** Waits until the timeline has come to its end, by these steps and no others, in that order. */
    private static void awaitSteps(Browser browser, String phases) {
        String told = "[...document.querySelectorAll('#steps li')]"
                + ".map((li) => li.dataset.state === 'done' || li.dataset.state === 'failed' ? li.dataset.phase : '-')"
                + ".join(' ')";
        await().atMost(LIMIT).untilAsserted(() -> assertThat(browser.eval(told)).isEqualTo(phases));
    }

    @SuppressWarnings("unchecked")
    private static List<String> stepMillis(Browser browser) {
        return (List<String>) browser.eval("[...document.querySelectorAll('#steps time')].map((t) => t.textContent)");
    }

    /** How many pixels of the chart itself have just this colour of the page's style. */
    private static long dots(Browser browser, String colour) {
        return browser.number("""
                (() => {
                  const ink = getComputedStyle(document.documentElement).getPropertyValue(arguments[0]).trim();
                  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(ink.slice(at, at + 2), 16));
                  const chart = document.querySelector('#chart');
                  const { data } = chart.getContext('2d').getImageData(0, 0, chart.width, chart.height);
                  let count = 0;
                  for (let i = 0; i < data.length; i += 4) {
                    count += data[i] === red && data[i + 1] === green && data[i + 2] === blue && data[i + 3] === 255;
                  }
                  return count;
                }).call(null)""".replace("arguments[0]", "'" + colour + "'"));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, String>> failures(Browser browser) {
        return (List<Map<String, String>>)
                browser.eval("[...document.querySelectorAll('#failure-list li')].map((li) => ({...li.dataset}))");
    }

    private static Instant time(Map<String, String> failure, String what) {
        return Instant.ofEpochMilli((long) Double.parseDouble(failure.get(what)));
    }

    /** That a release was warm, in the output that it shares with the one that started it. */
    private static Announcement said(DemoProcess starter, String release) {
        return starter.output().stream()
                .flatMap(line -> Announcement.parse(line).stream())
                .filter(said -> said.what().equals("warm") && said.release().equals(release))
                .findFirst()
                .orElseThrow();
    }
}

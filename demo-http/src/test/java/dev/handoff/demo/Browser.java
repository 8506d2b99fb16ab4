package dev.handoff.demo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * The Chromium of this machine, without a window, with an empty profile, and told not to ask the Internet for anything. Closed,
 * it and its driver are gone.
 */
final class Browser implements AutoCloseable {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 700;

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Skips the test where there is no Chromium with its driver. */
    static Browser open(Path profile) {
        Optional<File> browser = installed("chromium");
        Optional<File> chromedriver = installed("chromedriver");
        assumeTrue(browser.isPresent(), "chromium is not installed");
        assumeTrue(chromedriver.isPresent(), "chromedriver is not installed (Debian: chromium-driver)");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.get());
        options.addArguments(
                "--headless",
                "--no-sandbox", // root needs it; nothing but our page is opened
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--no-proxy-server",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile);
        // With the driver given, Selenium looks for none, here or elsewhere.
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.get())
                .usingAnyFreePort()
                .withTimeout(Duration.ofSeconds(60))
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(20));
        // The page's own size, whatever a window has around it.
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", WIDTH, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", false));
        return new Browser(driver);
    }

    private static Optional<File> installed(String program) {
        return List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
                .map(folder -> new File(folder, program))
                .filter(File::canExecute)
                .findFirst();
    }

    void show(URI page) {
        driver.get(page.toString());
    }

    /** What an expression of the page is. */
    Object eval(String expression, Object... arguments) {
        Object value = driver.executeScript("return " + expression, arguments);
        if (value == null) {
            throw new IllegalStateException("null: " + expression);
        }
        return value;
    }

    String text(String selector) {
        return (String) eval("document.querySelector(arguments[0]).textContent", selector);
    }

    long number(String expression, Object... arguments) {
        return ((Number) eval(expression, arguments)).longValue();
    }

    void click(String selector) {
        driver.findElement(By.cssSelector(selector)).click();
    }

    /** What its console said that is a warning or worse. */
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(Object::toString)
                .toList();
    }

    /** As large as the window, as PNG. */
    void picture(Path file) throws IOException {
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}

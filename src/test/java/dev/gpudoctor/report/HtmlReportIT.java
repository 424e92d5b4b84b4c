package dev.gpudoctor.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gpudoctor.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.print.PrintOptions;

/** The pages of docs/examples in a browser, with the eyes and hands of those who read them. */
class HtmlReportIT {
    private static final Path PICTURES = Path.of("target/browser");
    private static final List<Integer> WIDTHS = List.of(360, 1280);
    private static final List<String> THEMES = List.of("light", "dark");

    @TempDir
    static Path folder;

    private static ChromeDriver browser;
    private static String axe;

    @BeforeAll
    static void start() throws IOException {
        LoggingPreferences everything = new LoggingPreferences();
        everything.enable(LogType.BROWSER, Level.ALL);
        everything.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium").toFile());
        options.setCapability("goog:loggingPrefs", everything);
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + Files.createDirectory(folder.resolve("profile")));
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(program("chromedriver").toFile())
                        .build(),
                options);
        browser.manage().timeouts().scriptTimeout(Duration.ofMinutes(2));
        try (InputStream script = HtmlReportIT.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
        Files.createDirectories(PICTURES);
    }

    @AfterAll
    static void stop() {
        browser.quit();
    }

    /** What the last test read is no matter of the next. */
    @BeforeEach
    void forget() throws IOException {
        browser.get("about:blank");
        see("light", 1280);
        browser.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", false));
        complaints("about:blank");
    }

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("docs/examples"))) {
            return files.filter(file -> file.toString().endsWith(".html"))
                    .sorted()
                    .toList();
        }
    }

    static List<Arguments> views() throws IOException {
        List<Arguments> views = new ArrayList<>();
        for (Path page : pages()) {
            for (String theme : THEMES) {
                WIDTHS.forEach(width -> views.add(Arguments.of(page, theme, width)));
            }
        }
        return views;
    }

    @ParameterizedTest
    @MethodSource("views")
    void isQuietAndReadableByEverybody(Path page, String theme, int width) throws IOException {
        see(theme, width);
        String address = open(page);
        picture(page, theme + "-" + width);

        assertThat(complaints(address)).isEmpty();
        assertThat(number("return document.documentElement.scrollWidth"))
                .as("nothing has to be pushed sideways")
                .isLessThanOrEqualTo(width);
        assertThat(number("const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g);"
                                + "return +r + +g + +b")
                        > 3 * 128)
                .as("light ground")
                .isEqualTo(theme.equals("light"));
        assertThat(texts("return [...document.querySelectorAll('svg text')]"
                        + ".filter(t => { const b = t.getBBox(), v = t.ownerSVGElement.viewBox.baseVal;"
                        + " return b.x < 0 || b.x + b.width > v.width || b.y + b.height > v.height; })"
                        + ".map(t => t.textContent)"))
                .as("words that leave the picture")
                .isEmpty();
        assertThat(texts("return [...document.querySelectorAll('svg text.fact')].filter(t => { const b = t.getBBox();"
                        + " return ![...document.querySelectorAll('svg rect')].map(r => r.getBBox()).some(r =>"
                        + " b.x > r.x && b.x + b.width < r.x + r.width && b.y > r.y && b.y + b.height < r.y + r.height);"
                        + " }).map(t => t.textContent)"))
                .as("facts that leave their box")
                .isEmpty();
        assertThat(number("const s = document.querySelector('svg');"
                        + "return Math.round(13 * s.getBoundingClientRect().width / s.viewBox.baseVal.width)"))
                .as("pixels of the picture's letters")
                .isGreaterThanOrEqualTo(10);
        assertThat(hurdles()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void isReachedByTheKeyboardAlone(Path page) {
        open(page);
        List<String> all = texts("return [...document.querySelectorAll('summary')].map(e => e.textContent)");
        int opened = 0;
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            press(Keys.TAB);
            String name = (String) browser.executeScript("return document.activeElement.tagName");
            if (name.equals("BODY")) {
                break;
            }
            assertThat(browser.executeScript("return getComputedStyle(document.activeElement).outlineStyle"))
                    .as("where the keyboard is, is seen")
                    .isEqualTo("solid");
            reached.add(name);
            if (name.equals("SUMMARY")) {
                press(Keys.ENTER);
                assertThat(browser.executeScript("return document.activeElement.parentElement.open"))
                        .isEqualTo(true);
                opened++;
            }
        }
        assertThat(opened).isEqualTo(all.size());
        assertThat(reached.stream().filter("A"::equals))
                .hasSize((int) number("return document.querySelectorAll('a[href]').length"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void saysTheSameWithoutJavaScript(Path page) {
        open(page);
        String with = browser.findElement(By.tagName("body")).getText();
        browser.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        open(page);

        assertThat(browser.findElement(By.tagName("body")).getText())
                .isEqualTo(with)
                .contains("The stack", "All parts");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void printsOnWhiteWithEverythingUnfolded(Path page) throws IOException {
        see("dark", 1280);
        open(page);
        byte[] sheets =
                Base64.getDecoder().decode(browser.print(new PrintOptions()).getContent());
        Files.write(PICTURES.resolve(name(page) + "-print.pdf"), sheets);
        assertThat(new String(sheets, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");

        see("dark", 700);
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
        assertThat(browser.executeScript("return getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(255, 255, 255)");
        assertThat(number("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(700);
        assertThat(texts("return [...document.querySelectorAll('details li')]"
                        + ".filter(e => !e.checkVisibility({contentVisibilityAuto: true})).map(e => e.textContent)"))
                .as("lines that paper would hide")
                .isEmpty();
    }

    /** What the checks above look for is seen where it is. */
    @Test
    void aPageThatIsNotLikeThatIsNoticed() throws IOException {
        Path page = Files.writeString(folder.resolve("bad.html"), """
                <!DOCTYPE html><html><head><title>bad</title></head><body style="color: #aaa; background: #bbb">
                <img src="http://127.0.0.1:9/picture.png"><p>hardly readable</p>
                <script>console.error("loud")</script></body></html>
                """);
        String address = open(page);

        assertThat(complaints(address))
                .anyMatch(complaint -> complaint.contains("127.0.0.1:9"))
                .anyMatch(complaint -> complaint.contains("loud"));
        assertThat(hurdles()).anyMatch(hurdle -> hurdle.startsWith("color-contrast"));
    }

    private static Path program(String name) {
        return Stream.of("/usr/bin/", "/usr/local/bin/")
                .map(place -> Path.of(place + name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " is not installed"));
    }

    private static String open(Path page) {
        String address = page.toAbsolutePath().toUri().toString();
        browser.get(address);
        return address;
    }

    private static void see(String theme, int width) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("media", "", "features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    }

    /** What the console said and what was asked for beside the page itself, since the last time. */
    private static List<String> complaints(String address) throws IOException {
        List<String> complaints = new ArrayList<>();
        browser.manage().logs().get(LogType.BROWSER).forEach(entry -> complaints.add(entry.getMessage()));
        for (LogEntry entry : browser.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode event = Json.parse(entry.getMessage()).path("message");
            String asked = event.path("params").path("request").path("url").asText();
            if (event.path("method").asText().equals("Network.requestWillBeSent") && !asked.equals(address)) {
                complaints.add("asked for " + asked);
            }
        }
        return complaints;
    }

    /** What axe finds that keeps people from the page. */
    private static List<String> hurdles() throws IOException {
        browser.executeScript(axe);
        String found = (String)
                browser.executeAsyncScript(
                        "const done = arguments[0]; axe.run({resultTypes: ['violations']}).then(r => done(JSON.stringify("
                                + "r.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
                                + ".map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' ')))), e => done('[\"' + e + '\"]'))");
        List<String> hurdles = new ArrayList<>();
        Json.parse(found).forEach(hurdle -> hurdles.add(hurdle.asText()));
        return hurdles;
    }

    private static void picture(Path page, String view) throws IOException {
        long height = number("return document.documentElement.scrollHeight");
        long width = number("return document.documentElement.clientWidth");
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        Files.write(PICTURES.resolve(name(page) + "-" + view + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }

    private static String name(Path page) {
        return page.getFileName().toString().replace(".html", "");
    }

    private static void press(Keys key) {
        new Actions(browser).sendKeys(key).perform();
    }

    private static long number(String script) {
        return ((Number) browser.executeScript(script)).longValue();
    }

    @SuppressWarnings("unchecked")
    private static List<String> texts(String script) {
        return (List<String>) browser.executeScript(script);
    }
}

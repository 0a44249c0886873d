package io.flowlet.acceptance;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The Chromium of the machine, and what it is asked about each page: colours and widths, axe, the content security policy. */
final class Chromium implements AutoCloseable {
    /** Widths at which every page is looked at. */
    static final int PHONE = 375;

    static final int DESK = 1280;

    private static final int HEIGHT = 812;
    private static final double PATIENCE_MILLIS = 20_000;
    private static final Path EXECUTABLE = Path.of(System.getProperty("flowlet.chromium", "/usr/bin/chromium"));
    private static final String FINDINGS = """
            async () => {
              const found = await axe.run(document, {resultTypes: ['violations'],
                runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']});
              return found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + (n.any[0]?.message ?? '')).join(' | '));
            }""";
    private static final String WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth";

    private final Playwright playwright;
    private final Browser browser;
    private final String axe = axe();
    private final List<String> complaints = new ArrayList<>();

    Chromium() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(EXECUTABLE)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking")));
    }

    /** Whether there is one. */
    static boolean isInstalled() {
        return Files.isExecutable(EXECUTABLE);
    }

    /** A browser of its own, without cookies. */
    Page person(boolean script) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setJavaScriptEnabled(script)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setLocale("en-GB")
                .setViewportSize(PHONE, HEIGHT));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        Page page = context.newPage();
        page.onConsoleMessage(this::listen);
        page.onPageError(complaints::add);
        return page;
    }

    private void listen(ConsoleMessage message) {
        // a refused form is answered with 422, which the browser reports as well
        if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
            complaints.add(message.location() + " " + message.text());
        }
    }

    /** What the pages' scripts and policies complained about. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    void forgetComplaints() {
        complaints.clear();
    }

    /** Everything axe finds, light and dark, at both widths, and whether the page is wider than its window. */
    List<String> findings(Page page) {
        List<String> findings = new ArrayList<>();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(PHONE, DESK)) {
                show(page, scheme, width);
                page.evaluate(axe);
                String where = page.url() + " " + scheme + " " + width + ": ";
                if (page.evaluate(FINDINGS) instanceof List<?> found) {
                    found.forEach(finding -> findings.add(where + finding));
                }
                if (Boolean.TRUE.equals(page.evaluate(WIDER))) {
                    findings.add(where + "wider than its window");
                }
            }
        }
        show(page, ColorScheme.LIGHT, PHONE);
        return findings;
    }

    private static void show(Page page, ColorScheme scheme, int width) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        page.setViewportSize(width, HEIGHT);
    }

    /** A picture of the whole page. */
    byte[] picture(Page page, ColorScheme scheme, int width) {
        show(page, scheme, width);
        byte[] png = page.screenshot(new Page.ScreenshotOptions().setFullPage(true));
        show(page, ColorScheme.LIGHT, PHONE);
        return png;
    }

    private static String axe() {
        try (InputStream script = Chromium.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}

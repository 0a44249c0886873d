package io.flowlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * People at a browser: from sign-up to a payment, and an analyst who decides.
 *
 * <p>At every page axe looks for findings, light and dark, at 375 and 1280 px, and the browser says whether anything broke the content security
 * policy. Needs a Chromium, {@code /usr/bin/chromium} unless {@code -Dflowlet.chromium} names another.
 */
class BrowserWalkTests {
    private static final String PASSWORD = "quartz lantern meadow 72 ferry";
    private static final AtomicInteger PEOPLE = new AtomicInteger();

    @SuppressWarnings("NullAway.Init")
    private static Demo demo;

    @SuppressWarnings("NullAway.Init")
    private static Chromium chromium;

    private static String client = "";

    @BeforeAll
    static void start(@TempDir Path temporary) {
        assumeThat(Chromium.isInstalled())
                .as("no Chromium here; Debian, Ubuntu: apt-get install chromium")
                .isTrue();
        demo = Demo.start(temporary.resolve("demo"));
        client = demo.app().toString();
        chromium = new Chromium();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
            demo.close();
        }
    }

    /** Names of people whom nobody else in this run has. */
    private static String email(String name) {
        return name + PEOPLE.incrementAndGet() + "." + Long.toString(System.nanoTime(), 36) + "@example.com";
    }

    @Test
    void somebodySignsUpIsApprovedAndPays() {
        Page page = chromium.person(true);
        page.navigate(client);
        good(page, "app-start");
        joins(page, "Mara", "Keller", email("mara"), true);
        press(page, "Open my EUR wallet");
        page.getByLabel("Amount in EUR").fill("250.00");
        press(page, "Add test money");
        assertThat(page.locator(".note").textContent()).contains("250.00");
        good(page, null);
        sends(page, true);
        follow(page, "Wallet");
        assertThat(page.locator(".balance .figure").textContent()).contains("237.50");
        good(page, "app-wallet");
        follow(page, "Entries");
        good(page, null);
        follow(page, "Security");
        good(page, null);
        page.navigate(client + "/no-such-page");
        good(page, null);
        page.navigate(client + "/wallet");
        press(page, "Sign out");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void everythingWorksWithoutScript() {
        Page page = chromium.person(false);
        page.navigate(client);
        joins(page, "Nora", "Plain", email("nora"), false);
        press(page, "Open my EUR wallet");
        page.getByLabel("Amount in EUR").fill("250.00");
        press(page, "Add test money");
        sends(page, false);
        assertThat(page.locator("h1").textContent()).contains("Paid");
    }

    @Test
    void faultsAreSaidAtTheTopAndBesideTheField() {
        Page page = chromium.person(true);
        page.navigate(client + "/sign-up");
        press(page, "Open account");
        assertThat(page.title()).startsWith("Error: ");
        page.waitForFunction("document.activeElement.className === 'summary'");
        good(page, null);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Enter your given name"))
                .click();
        assertThat(page.evaluate("document.activeElement.id")).isEqualTo("given_name");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void whoIsOnAListWaitsForAnAnalyst() {
        Page person = chromium.person(true);
        person.navigate(client);
        // exactly a listed name; the birth date, which everybody here has, is not the listed one
        joins(person, "Viktor Osric", "Drakkeman", email("listed"), false);
        assertThat(person.locator("h1").textContent()).isEqualTo("Your application is in review");
        good(person, "app-review");
        Page analyst = chromium.person(true);
        analyst.navigate(client + "/console");
        signIn(analyst, demo.analyst().get(0), demo.analyst().get(1));
        good(analyst, "console-hits");
        analyst.locator("tbody th a").first().click();
        good(analyst, "console-compare");
        analyst.getByLabel("Clear").check();
        analyst.getByLabel("Reason").fill("Another place of birth, and twenty years younger.");
        press(analyst, "Record decision");
        follow(analyst, "Onboarding reviews");
        good(analyst, null);
        analyst.locator("tbody th a").first().click();
        good(analyst, "console-case");
        press(analyst, "Record decision");
        good(analyst, null);
        analyst.getByLabel("Approve").check();
        analyst.getByLabel("Reason").fill("The hit is cleared and all else is in order.");
        press(analyst, "Record decision");
        follow(analyst, "Watchlists");
        good(analyst, null);
        // the page looks by itself
        person.getByText("You are approved").waitFor();
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void olderEntriesComeWithoutLeavingThePage() {
        Page page = chromium.person(true);
        page.navigate(client);
        joins(page, "Olga", "Busy", email("olga"), false);
        press(page, "Open my EUR wallet");
        for (int i = 0; i < 22; i++) {
            press(page, "Add test money");
        }
        follow(page, "Entries");
        assertThat(page.locator("#entries > li").count()).isEqualTo(20);
        follow(page, "Older entries");
        page.waitForFunction("document.querySelectorAll('#entries > li').length === 22");
        assertThat(page.url()).endsWith("/wallet/entries");
        assertThat(page.getByText("Older entries").count()).isZero();
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void canBeInstalled() {
        Page page = chromium.person(true);
        page.navigate(client);
        Object controlled = page.evaluate("navigator.serviceWorker.ready.then(worker => worker.active !== null)");
        assertThat(controlled).isEqualTo(true);
        Object icons = page.evaluate("fetch('/manifest.webmanifest').then(a => a.json())"
                + ".then(m => Promise.all(m.icons.map(i => fetch(i.src).then(a => a.ok))))");
        assertThat(icons).isEqualTo(List.of(true, true, true, true));
    }

    private static void joins(Page page, String given, String family, String email, boolean looked) {
        follow(page, "Open an account");
        page.getByLabel("Given name").fill(given);
        page.getByLabel("Family name").fill(family);
        page.getByLabel("E-mail address").fill(email);
        page.getByLabel("Password").fill(PASSWORD);
        good(page, looked ? "app-sign-up" : null, looked);
        press(page, "Open account");
        good(page, null, looked);
        follow(page, "Sign in");
        signIn(page, email, PASSWORD);
        page.locator("input[type=checkbox][required]").all().forEach(Locator::check);
        good(page, looked ? "app-consent" : null, looked);
        press(page, "Continue");
        page.getByLabel("Date of birth").fill("1962-01-31");
        page.getByLabel("Nationality").selectOption("DE");
        page.getByLabel("Street and number").fill("Hafenstrasse 7");
        page.getByLabel("Postal code").fill("20457");
        page.getByLabel("Town or city").fill("Hamburg");
        page.getByLabel("Country").selectOption("DE");
        good(page, null, looked);
        press(page, "Continue");
        for (Locator question : page.locator("fieldset").all()) {
            question.locator("input").nth(1).check();
        }
        good(page, looked ? "app-questions" : null, looked);
        press(page, "Send answers");
    }

    /** On the server's page; a session there may make it unnecessary. */
    private static void signIn(Page page, String email, String password) {
        if (page.locator("input[name=email]").count() > 0) {
            page.locator("input[name=email]").fill(email);
            page.locator("input[name=password]").fill(password);
            page.locator("form button[type=submit]").first().click();
        }
    }

    private static void sends(Page page, boolean looked) {
        follow(page, "Send money");
        page.locator("input[name=payee]").first().check();
        page.getByLabel("Amount in EUR").fill("12.50");
        page.getByLabel("Note for both of you").fill("Two paperbacks");
        good(page, looked ? "app-send" : null, looked);
        press(page, "Continue");
        good(page, looked ? "app-confirm" : null, looked);
        press(page, "Pay");
        good(page, looked ? "app-receipt" : null, looked);
    }

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button))
                .first()
                .click();
    }

    private static void follow(Page page, String link) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(link).setExact(true))
                .first()
                .click();
    }

    private static void good(Page page, @Nullable String picture, boolean looked) {
        if (looked) {
            good(page, picture);
        }
    }

    /** @param picture under which name it is kept in the documentation; none for null */
    private static void good(Page page, @Nullable String picture) {
        page.waitForLoadState();
        assertThat(page.locator("h1").count()).as(page.url()).isEqualTo(1);
        assertThat(chromium.findings(page)).isEmpty();
        if (picture != null && Pictures.wanted()) {
            int width = picture.startsWith("console") ? Chromium.DESK : Chromium.PHONE;
            Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
                    .filter(scheme -> scheme == ColorScheme.LIGHT || picture.matches("app-wallet|console-compare"))
                    .forEach(scheme -> Pictures.write(
                            scheme == ColorScheme.LIGHT ? picture : picture + "-dark",
                            chromium.picture(page, scheme, width)));
        }
    }
}

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * People at a browser: from sign-up to a payment, and an analyst who decides.
 *
 * <p>At every page axe looks for findings, light and dark, at 375 and 1280 px, and the browser says whether anything broke the content
 * security policy. A client that runs already can be named, while one works on its pages: {@code flowlet.client.url}, {@code
 * flowlet.staff.email} and {@code flowlet.staff.password}. {@code flowlet.screenshots=true} writes the pictures of the documentation.
 */
class BrowserWalkTests {
    private static final String PASSWORD = "quartz lantern meadow 72 ferry";
    private static final String BORN = "1984-05-17";
    private static final String RUNNING = System.getProperty("flowlet.client.url", "");
    private static final AtomicInteger PEOPLE = new AtomicInteger();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    private static @Nullable Demo demo;

    @SuppressWarnings("NullAway.Init")
    private static Chromium chromium;

    @SuppressWarnings("NullAway.Init")
    private static String client;

    @SuppressWarnings("NullAway.Init")
    private static List<String> analyst;

    @BeforeAll
    static void start() {
        assumeThat(Chromium.isInstalled())
                .as("no Chromium here; Debian, Ubuntu: apt-get install chromium")
                .isTrue();
        if (RUNNING.isEmpty()) {
            Demo started = Demo.start(folder);
            demo = started;
            client = started.app().toString();
            analyst = started.analyst();
        } else {
            client = RUNNING;
            analyst = List.of(
                    System.getProperty("flowlet.staff.email", ""), System.getProperty("flowlet.staff.password", ""));
        }
        chromium = new Chromium();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (demo != null) {
            demo.close();
        }
    }

    @BeforeEach
    void nothingWasSaid() {
        chromium.forgetComplaints();
    }

    /**
     * Somebody new.
     *
     * @param looked whether the pages on the way are looked at, too
     */
    private record Joining(String given, String family, String born, boolean looked) {
        /** An address that nobody had before. */
        static String email() {
            return "person" + PEOPLE.incrementAndGet() + "." + Long.toString(System.nanoTime(), 36) + "@example.com";
        }
    }

    @Test
    void somebodySignsUpIsApprovedAndPays() {
        Page page = chromium.person(true);
        page.navigate(client);
        good(page, "app-start");
        joins(page, new Joining("Mara", "Keller", BORN, true));
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
        joins(page, new Joining("Nora", "Winter", BORN, false));
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
        page.locator(".summary:focus").waitFor();
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
        // on the demo's list, and the birth date agrees
        joins(person, new Joining("Viktor", "Drakkeman", "1962-11-23", false));
        assertThat(person.locator("h1").textContent()).isEqualTo("Your application is in review");
        good(person, "app-review");
        Page staff = chromium.person(true);
        staff.navigate(client + "/console");
        signIn(staff, analyst.getFirst(), analyst.getLast());
        good(staff, "console-hits");
        follow(staff, "Onboarding reviews");
        good(staff, null);
        staff.locator("tbody th a").first().click();
        assertThat(staff.locator("h1").textContent()).isEqualTo("Viktor Drakkeman");
        good(staff, "console-case");
        press(staff, "Record decision");
        good(staff, null);
        staff.getByLabel("Approve").check();
        staff.getByLabel("Reason").fill("All is in order.");
        press(staff, "Record decision");
        assertThat(staff.locator(".summary").textContent()).contains("Decide the open screening hits first");
        staff.locator("tbody th a").first().click();
        good(staff, "console-compare");
        staff.getByLabel("Clear").check();
        staff.getByLabel("Reason").fill("Another place of birth and another nationality.");
        press(staff, "Record decision");
        assertThat(staff.locator(".note").textContent()).isEqualTo("Hit cleared.");
        follow(staff, "Watchlists");
        good(staff, null);
        // the page looks by itself
        person.getByText("You are approved").waitFor();
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void olderEntriesComeWithoutLeavingThePage() {
        Page page = chromium.person(true);
        page.navigate(client);
        joins(page, new Joining("Olga", "Berger", BORN, false));
        press(page, "Open my EUR wallet");
        for (int i = 0; i < 22; i++) {
            press(page, "Add test money");
        }
        follow(page, "Entries");
        assertThat(page.locator("#entries > li").count()).isEqualTo(20);
        follow(page, "Older entries");
        page.locator("#entries > li").nth(21).waitFor();
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

    private static void joins(Page page, Joining person) {
        boolean looked = person.looked();
        String email = Joining.email();
        follow(page, "Open an account");
        page.getByLabel("Given name").fill(person.given());
        page.getByLabel("Family name").fill(person.family());
        page.getByLabel("E-mail address").fill(email);
        page.getByLabel("Password").fill(PASSWORD);
        good(page, looked ? "app-sign-up" : null, looked);
        press(page, "Open account");
        good(page, null, looked);
        follow(page, "Sign in");
        signIn(page, email, PASSWORD);
        awaitButton(page, "Continue");
        page.locator("input[type=checkbox][required]").all().forEach(Locator::check);
        good(page, looked ? "app-consent" : null, looked);
        press(page, "Continue");
        page.getByLabel("Date of birth").fill(person.born());
        page.getByLabel("Nationality").selectOption("DE");
        page.getByLabel("Street and number").fill("Hafenstrasse 7");
        page.getByLabel("Postal code").fill("20457");
        page.getByLabel("Town or city").fill("Hamburg");
        page.getByLabel("Country").selectOption("DE");
        good(page, null, looked);
        press(page, "Continue");
        awaitButton(page, "Send answers");
        for (Locator question : page.locator("fieldset").all()) {
            question.locator("input").nth(1).check();
        }
        good(page, looked ? "app-questions" : null, looked);
        press(page, "Send answers");
    }

    /** Until the end of the form is there: {@code all()} takes what has arrived so far. */
    private static void awaitButton(Page page, String name) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name))
                .first()
                .waitFor();
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

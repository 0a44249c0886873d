package io.flowlet.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.client.Browser.Shown;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser gets hold of, and what it cannot do. */
class SessionTests {
    private static final String COOKIE = "flowlet-client";

    @SuppressWarnings("NullAway.Init")
    private static StartedClient client;

    @BeforeAll
    static void start() {
        client = new StartedClient();
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sign-up",
                "/wallet",
                "/wallet/test-money",
                "/onboarding/consent",
                "/onboarding/identity",
                "/onboarding/questions",
                "/send",
                "/send/x",
                "/security/password",
                "/security/sessions/ses_1",
                "/sign-out",
                "/console/hits/hit_1",
                "/console/cases/kys_1",
                "/console/sign-out"
            })
    void whenFormHasNoTokenThenForbidden(String path) {
        Browser browser = client.subscriber("forged@example.com", "10.00");
        browser.open("/console");
        assertThat(browser.post(path, Map.of()).status()).isEqualTo(403);
        assertThat(browser.post(path, Map.of("_csrf", "made-up")).status()).isEqualTo(403);
    }

    @Test
    void whenTokenIsOfAnotherSessionThenForbidden() {
        Browser attacker = client.subscriber("attacker@example.com", "10.00");
        Browser victim = client.subscriber("victim@example.com", "10.00");
        Shown form = attacker.open("/wallet");
        assertThat(victim.submit(form, "/wallet/test-money", "amount", "10.00").status())
                .isEqualTo(403);
    }

    @Test
    void tokensAndSecretsNeverReachTheBrowser() {
        Browser browser = client.subscriber("curious@example.com", "10.00");
        for (String path :
                List.of("/wallet", "/wallet/entries", "/send", "/security", "/onboarding", "/nothing", "/error")) {
            browser.open(path);
        }
        browser.open("/console");
        assertThat(browser.everythingSeen())
                .contains("Available balance")
                .doesNotContain(FakeServer.TOKEN_MARK, FakeServer.SECRET);
        assertThat(browser.cookies()).containsOnlyKeys(COOKIE);
    }

    @Test
    void everyAnswerCarriesTheHeaders() {
        Browser browser = client.subscriber("headers@example.com", "10.00");
        for (String path : List.of("/", "/wallet", "/sign-up", "/nothing", "/console/hits", "/error", "/health")) {
            Shown shown = browser.look(path);
            assertThat(shown.header("Content-Security-Policy"))
                    .as(path)
                    .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                            + "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self' "
                            + client.server().address() + "; base-uri 'none'; frame-ancestors 'none'");
            assertThat(shown.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(shown.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(shown.header("Referrer-Policy")).isEqualTo("same-origin");
            assertThat(shown.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
            assertThat(shown.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
            assertThat(shown.header("Permissions-Policy")).contains("camera=()");
        }
        assertThat(browser.look("/wallet").header("Cache-Control")).contains("no-store");
    }

    @Test
    void pagesHaveNoScriptOrStyleOfTheirOwn() {
        Browser browser = client.subscriber("inline@example.com", "10.00");
        for (String path : List.of("/", "/sign-up", "/wallet", "/send", "/security", "/console/hits")) {
            assertThat(browser.open(path).body())
                    .as(path)
                    .doesNotContainPattern("<script(?![^>]* src=)")
                    .doesNotContainPattern("(?i)<style|\\sstyle=|\\son[a-z]+=|javascript:|hx-on");
        }
    }

    @Test
    void theCookieIsForThisSiteAndNoScript() {
        Browser browser = client.browser();
        String cookie = browser.look("/sign-up").header("Set-Cookie");
        assertThat(cookie).contains("HttpOnly", "SameSite=Lax", "Path=/").doesNotContain("Domain", "Secure");
    }

    @Test
    void aStartPageBeginsNoSession() {
        assertThat(client.browser().look("/").header("Set-Cookie")).isEmpty();
        assertThat(client.browser().look("/assets/flowlet.css").header("Set-Cookie"))
                .isEmpty();
    }

    @Test
    void signingInChangesTheSessionId() {
        Browser browser = client.browser();
        browser.open("/sign-up");
        String before = browser.cookie(COOKIE);
        assertThat(before).isNotNull();
        client.server().api().approved("fixed@example.com", "10.00");
        browser.open("/sign-in/subscriber");
        assertThat(browser.cookie(COOKIE)).isNotNull().isNotEqualTo(before);
        Browser other = client.browser();
        other.cookie(COOKIE, String.valueOf(before));
        assertThat(other.look("/wallet").header("Location")).endsWith("/sign-in/subscriber");
    }

    @Test
    void aSessionIdThatSomebodyMadeUpIsNotTaken() {
        Browser browser = client.browser();
        browser.cookie(COOKIE, "0123456789ABCDEF0123456789ABCDEF");
        browser.open("/sign-up");
        assertThat(browser.cookie(COOKIE)).isNotEqualTo("0123456789ABCDEF0123456789ABCDEF");
    }

    @Test
    void signingOutEndsTheSessionAndItsTokens() {
        Browser browser = client.subscriber("leaving@example.com", "10.00");
        String cookie = String.valueOf(browser.cookie(COOKIE));
        int revoked = client.server().revoked().size();
        Shown out = browser.submit(browser.open("/wallet"), "/sign-out");
        assertThat(out.at().toString())
                .startsWith(client.server().address() + "/signout?client_id=" + FakeServer.SUBSCRIBERS)
                .contains("%2Fsigned-out");
        assertThat(client.server().revoked()).hasSize(revoked + 1);
        browser.cookie(COOKIE, cookie);
        assertThat(browser.look("/wallet").status()).isEqualTo(302);
        assertThat(browser.open("/signed-out").text()).contains("You are signed out");
    }

    @Test
    void whoIsNotSignedInIsSentToSignInAndBack() {
        client.server().api().approved("returning@example.com", "10.00");
        Browser browser = client.browser();
        assertThat(browser.look("/wallet/entries").header("Location")).endsWith("/sign-in/subscriber");
        assertThat(browser.open("/wallet/entries").path()).isEqualTo("/wallet/entries");
        Browser staff = client.browser();
        assertThat(staff.look("/console/cases").header("Location")).endsWith("/console/sign-in/staff");
        assertThat(staff.open("/console/cases?state=approved").at().toString())
                .endsWith("/console/cases?state=approved");
    }

    @Test
    void aFragmentWithoutASessionSendsTheWholePageToSignIn() {
        Shown shown = client.browser().look("/onboarding/status", "HX-Request", "true");
        assertThat(shown.status()).isEqualTo(204);
        assertThat(shown.header("HX-Redirect")).isEqualTo("/sign-in/subscriber");
    }

    @Test
    void aSubscriberIsNoStaffAndStaffNoSubscriber() {
        Browser subscriber = client.subscriber("nostaff@example.com", "10.00");
        assertThat(subscriber.look("/console/hits").header("Location")).endsWith("/console/sign-in/staff");
        Browser staff = client.staff();
        assertThat(staff.look("/wallet").header("Location")).endsWith("/sign-in/subscriber");
    }

    @Test
    void whenTheServerSignsInTheWrongSortOfPersonThenRefused() {
        client.server().api().approved("intruder@example.com", "10.00");
        client.server().staffIs("intruder@example.com");
        Browser browser = client.staff();
        client.server().staffIs("analyst@example.com");
        assertThat(browser.look("/console/hits").header("Location")).endsWith("/console/sign-in/staff");
    }

    @Test
    void whenTheAnswerIsOfAnotherIssuerThenNotSignedIn() {
        client.server().api().approved("mixed@example.com", "10.00");
        client.server().sendsIssuer("https://other.example");
        Browser browser = client.browser();
        Shown shown = browser.open("/sign-in/subscriber");
        client.server().sendsIssuer(null);
        assertThat(shown.path()).isEqualTo("/sign-in-failed");
        assertThat(browser.look("/wallet").status()).isEqualTo(302);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/signed-in?code=x&state=made-up&iss=ISSUER",
                "/signed-in?error=access_denied&state=made-up&iss=ISSUER",
                "/signed-in?code=x&state=made-up",
                "/signed-in"
            })
    void whenNobodyBeganTheSignInThenItFails(String path) {
        Shown shown = client.browser()
                .open(path.replace("ISSUER", client.server().address().toString()));
        assertThat(shown.path()).isEqualTo("/sign-in-failed");
        assertThat(shown.text()).contains("Sign-in did not work");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sign-in/staff",
                "/sign-in/nobody",
                "/sign-in",
                "/console/sign-in/subscriber",
                "/console/sign-in/x"
            })
    void aSignInBeginsAtItsOwnAddressOnly(String path) {
        String to = client.browser().look(path).header("Location");
        assertThat(to).isEqualTo(path.startsWith("/console") ? "/console/sign-in/staff" : "/sign-in/subscriber");
    }

    @Test
    void tokensAreRenewedAsTheyEnd() {
        client.server().tokensLive(30); // renewed a minute before their end: at every request
        Browser browser = client.subscriber("patient@example.com", "10.00");
        int before = client.server().refreshes();
        assertThat(browser.open("/wallet").text()).contains("Available balance");
        assertThat(browser.open("/wallet").text()).contains("Available balance");
        client.server().tokensLive(300);
        assertThat(client.server().refreshes()).isGreaterThan(before);
    }

    @Test
    void whenTheServerEndedTheSignInThenSignInAgain() {
        Browser browser = client.subscriber("ended@example.com", "10.00");
        Shown form = browser.open("/wallet");
        client.server().forgetSignIns();
        Shown over = browser.submit(form, "/wallet/test-money", "amount", "10.00");
        assertThat(over.status()).isEqualTo(401);
        assertThat(over.text()).contains("Your session has ended", "Nothing was changed");
        assertThat(browser.open("/wallet").path()).isEqualTo("/wallet"); // the sign-in behind it is still good
    }

    @Test
    void whenTheServerIsDownThenAPageSaysSo() {
        Browser browser = client.subscriber("cut@example.com", "10.00");
        client.server().down(true);
        Shown down = browser.open("/wallet");
        client.server().down(false);
        assertThat(down.status()).isEqualTo(503);
        assertThat(down.text())
                .contains("We cannot reach the service", "Try again")
                .doesNotContain("Exception", "127.0.0.1");
    }

    @Test
    void endsAnotherSessionAndChangesThePassword() {
        Browser browser = client.subscriber("careful@example.com", "10.00");
        Shown security = browser.open("/security");
        assertThat(security.text()).contains("Chrome on Linux", "This one", "Safari on iPhone");
        Shown ended = browser.submit(security, "/security/sessions/ses_0other0");
        assertThat(ended.text()).contains("That session has ended");
        assertThat(client.server().api().endedSessions()).contains("ses_0other0");
        Shown refused = browser.submit(
                ended, "/security/password", "current_password", "wrong", "new_password", "four other plain words");
        assertThat(refused.body()).contains("href=\"#current_password\"").doesNotContain("four other plain words");
        Shown changed = browser.submit(
                refused,
                "/security/password",
                "current_password",
                "the old one",
                "new_password",
                "four other plain words");
        assertThat(changed.text()).contains("Your password was changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example/", "/\\evil.example", "/wallet;jsessionid=1", "/%2e%2e/etc", "/wallet/%00"})
    void oddAddressesAreRefusedWithoutARedirect(String path) {
        Shown shown = raw(path);
        assertThat(shown.status()).isBetween(400, 404);
        assertThat(shown.header("Location")).isEmpty();
        assertThat(shown.body()).doesNotContain("Exception", "apache");
    }

    private static Shown raw(String path) {
        try (java.net.Socket socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), client.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            String all = new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            Map<String, List<String>> headers = new java.util.HashMap<>();
            all.lines().skip(1).takeWhile(line -> !line.isEmpty()).forEach(line -> {
                String[] pair = line.split(": ", 2);
                headers.put(pair[0], List.of(pair.length > 1 ? pair[1] : ""));
            });
            return new Shown(Integer.parseInt(all.substring(9, 12)), java.net.URI.create("/"), all, headers);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void sessionsAreBounded() {
        for (int i = 0; i < 80; i++) {
            client.browser().open("/sign-up");
        }
        assertThat(client.sessions()).isLessThanOrEqualTo(50);
        Browser kept = client.subscriber("kept@example.com", "10.00");
        for (int i = 0; i < 80; i++) {
            client.browser().open("/sign-up");
        }
        assertThat(kept.look("/wallet").status())
                .as("people who are signed in stay")
                .isEqualTo(200);
    }
}

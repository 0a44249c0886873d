package io.flowlet.identity.http;

import io.flowlet.identity.Audience;
import io.flowlet.identity.IdentitySettings;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * What pages for persons share: headers that lend nothing to other sites, redirects, and cookies.
 *
 * <p>Over TLS a cookie is a {@code __Host-} one, which no neighbouring host can plant; plain http is the loopback's, where browsers refuse such
 * names. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6265#section-4.1">RFC 6265, 4.1</a>
 */
@Component
final class BrowserAnswers {
    private static final String SIGN_IN = "flowlet_signin";
    private static final String STEP = "flowlet_step";
    private static final String DEVICE = "flowlet_device";
    private static final String FEDERATION = "flowlet_federation";
    /** The longest that browsers keep a cookie. */
    private static final Duration DEVICE_LIFE = Duration.ofDays(400);

    private static final int SECRET_CHARS = 43;

    private final IdentitySettings settings;

    BrowserAnswers(IdentitySettings settings) {
        this.settings = settings;
    }

    /**
     * A page.
     *
     * @param formsMayLeadTo an origin beside ours to which a form's answer may redirect: browsers hold redirects after a form against the policy too
     */
    ResponseEntity<String> page(
            HttpStatus status, String html, Optional<String> formsMayLeadTo, HttpServletResponse response) {
        return page(status, html, policy("", formsMayLeadTo), response);
    }

    /** As {@link #page}, of a page with a script of ours. */
    ResponseEntity<String> pageWithScript(
            HttpStatus status, String html, Optional<String> formsMayLeadTo, HttpServletResponse response) {
        return page(status, html, policy("script-src 'self'; ", formsMayLeadTo), response);
    }

    /** A page whose only script posts its form to {@code origin}: no other script runs, and the form leads nowhere else. */
    ResponseEntity<String> posting(String html, String origin, HttpServletResponse response) {
        String policy = "default-src 'none'; style-src 'self'; script-src '" + SignInPages.POSTING_SCRIPT_HASH
                + "'; form-action " + origin;
        return page(HttpStatus.OK, html, policy, response);
    }

    private static String policy(String scripts, Optional<String> formsMayLeadTo) {
        return "default-src 'none'; " + scripts + "style-src 'self'; form-action 'self'"
                + formsMayLeadTo.map(origin -> " " + origin).orElse("");
    }

    private static ResponseEntity<String> page(
            HttpStatus status, String html, String policy, HttpServletResponse response) {
        // set, not added: the edge may have put its own policy for JSON there
        response.setHeader("Content-Security-Policy", policy + "; base-uri 'none'; frame-ancestors 'none'");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Robots-Tag", "noindex");
        return ResponseEntity.status(status).contentType(MediaType.TEXT_HTML).body(html);
    }

    /** Sends the browser on with a GET. */
    ResponseEntity<String> redirect(String location) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, location)
                .build();
    }

    /** Whether a form came from a page of another site; one that says nothing about it is judged by its token alone. */
    boolean isForeign(HttpServletRequest request) {
        @Nullable String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin");
        }
        // a page without referrer sends "Origin: null" from its own form
        @Nullable String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && !origin.equals("null") && !origin.equals(settings.issuer());
    }

    /** The secret that binds forms to this browser before anybody signed in. */
    Optional<String> formCookie(HttpServletRequest request) {
        return cookie(request, SIGN_IN);
    }

    void setFormCookie(HttpServletResponse response, String value) {
        set(response, SIGN_IN, value, Duration.ofHours(1));
    }

    /** The secret of a sign-in that waits for its second factor. */
    Optional<String> step(HttpServletRequest request) {
        return cookie(request, STEP);
    }

    void setStep(HttpServletResponse response, String value) {
        set(response, STEP, value, settings.factors().patience());
    }

    void endStep(HttpServletResponse response) {
        set(response, STEP, "", Duration.ZERO);
    }

    /** The secret by which a browser is known again. */
    Optional<String> device(HttpServletRequest request) {
        return cookie(request, DEVICE);
    }

    void setDevice(HttpServletResponse response, String value) {
        set(response, DEVICE, value, DEVICE_LIFE);
    }

    /** The secret of a browser that was sent to an identity provider. */
    Optional<String> federation(HttpServletRequest request) {
        return cookie(request, FEDERATION);
    }

    void setFederation(HttpServletResponse response, String value) {
        set(response, FEDERATION, value, settings.factors().patience());
    }

    void endFederation(HttpServletResponse response) {
        set(response, FEDERATION, "", Duration.ZERO);
    }

    Optional<String> session(HttpServletRequest request, Audience audience) {
        return cookie(request, nameOf(audience));
    }

    /** Begins a session in the browser: with a new secret, and with new forms. */
    void setSession(HttpServletResponse response, Audience audience, String value) {
        set(response, nameOf(audience), value, settings.signIn().sessionLife());
        set(response, SIGN_IN, "", Duration.ZERO);
    }

    void endSession(HttpServletResponse response, Audience audience) {
        set(response, nameOf(audience), "", Duration.ZERO);
    }

    private static String nameOf(Audience audience) {
        return "flowlet_" + audience.code();
    }

    private void set(HttpServletResponse response, String name, String value, Duration life) {
        ResponseCookie cookie = ResponseCookie.from(prefixed(name), value)
                .path("/")
                .secure(settings.isSecure())
                .httpOnly(true)
                .sameSite("Lax")
                .maxAge(life)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    // of two of one name one was planted, and which of them nobody can tell
    private Optional<String> cookie(HttpServletRequest request, String name) {
        Cookie @Nullable [] sent = request.getCookies();
        if (sent == null) {
            return Optional.empty();
        }
        List<String> values = Arrays.stream(sent)
                .filter(cookie -> cookie.getName().equals(prefixed(name)))
                .map(Cookie::getValue)
                .toList();
        return values.size() == 1 && values.getFirst().length() == SECRET_CHARS
                ? Optional.of(values.getFirst())
                : Optional.empty();
    }

    private String prefixed(String name) {
        return settings.isSecure() ? "__Host-" + name : name;
    }
}

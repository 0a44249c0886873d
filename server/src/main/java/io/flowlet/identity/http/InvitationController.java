package io.flowlet.identity.http;

import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.Invitations;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * The page behind an invitation: says what it is, and on the button's press shows the new operator's credentials, once.
 *
 * <p>The link's token is the only secret; a page of another site that does not know it can do nothing here, and one that knows it is still
 * refused. Unknown, used and expired links get the same page.
 */
@RestController
final class InvitationController {
    /** Nothing but our own style sheet and our own form. */
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';" + " frame-ancestors 'none'";

    private final Invitations invitations;
    private final IdentitySettings settings;
    private final InvitationPages pages;

    InvitationController(Invitations invitations, IdentitySettings settings, InvitationPages pages) {
        this.invitations = invitations;
        this.settings = settings;
        this.pages = pages;
    }

    @GetMapping(path = Invitations.PATH + "{token}", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> show(@PathVariable String token, HttpServletResponse response) {
        return invitations.isOpen(token)
                ? page(HttpStatus.OK, pages.invitation(), response)
                : page(HttpStatus.NOT_FOUND, pages.closed(), response);
    }

    @PostMapping(path = Invitations.PATH + "{token}", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> redeem(
            @PathVariable String token,
            @RequestHeader(name = "Sec-Fetch-Site", required = false) @Nullable String site,
            @RequestHeader(name = "Origin", required = false) @Nullable String origin,
            HttpServletRequest request,
            HttpServletResponse response) {
        if (isForeign(site, origin)) {
            return page(HttpStatus.FORBIDDEN, pages.foreign(), response);
        }
        return invitations
                .redeem(token, RequestAttributes.trace(request).orElseThrow())
                .map(credentials -> page(HttpStatus.OK, pages.credentials(credentials), response))
                .orElseGet(() -> page(HttpStatus.NOT_FOUND, pages.closed(), response));
    }

    @GetMapping(path = InvitationPages.STYLE, produces = "text/css")
    ResponseEntity<String> style() {
        return ResponseEntity.ok().cacheControl(CacheControl.noCache()).body(pages.style());
    }

    // a page without referrer sends "Origin: null" from its own form, so there Sec-Fetch-Site alone tells
    private boolean isForeign(@Nullable String site, @Nullable String origin) {
        if (site != null) {
            return !site.equals("same-origin");
        }
        return origin != null && !origin.equals("null") && !origin.equals(settings.issuer());
    }

    // set, not added: the edge may have put its own policy for JSON there
    private static ResponseEntity<String> page(HttpStatus status, String html, HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Robots-Tag", "noindex");
        return ResponseEntity.status(status).contentType(MediaType.TEXT_HTML).body(html);
    }
}

package io.flowlet.identity.internal;

import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.Client;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.SenderConstraint;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.stereotype.Component;

/**
 * Finds out which key tokens are bound to, once the client has proven itself and before any grant is looked at.
 *
 * <p>A client whose tokens are bound shows its key with each request or gets nothing; of the others whoever sends a proof gets tokens bound to it.
 * Refusals: {@code invalid_dpop_proof}, {@code use_dpop_nonce}, {@code invalid_client} without the certificate. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-5">RFC 9449, 5</a>, <a
 *     href="https://www.rfc-editor.org/rfc/rfc8705#section-3">RFC 8705, 3</a>
 */
@Component
final class KeyProof extends HttpFilter {
    private static final Set<String> PATHS = Set.of(OAuthPaths.TOKEN, OAuthPaths.PAR, OAuthPaths.DEVICE);

    private final DpopProofs proofs;
    private final IdentitySettings settings;
    private final OAuthRefusals refusals;
    private final TokenMeters meters;

    KeyProof(DpopProofs proofs, IdentitySettings settings, OAuthRefusals refusals, TokenMeters meters) {
        this.proofs = proofs;
        this.settings = settings;
        this.refusals = refusals;
        this.meters = meters;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!PATHS.contains(request.getRequestURI()) || !HttpMethod.POST.matches(request.getMethod())) {
            chain.doFilter(request, response);
            return;
        }
        proofs.nonce().ifPresent(nonce -> response.setHeader(DpopProofs.NONCE_HEADER, nonce));
        Client client = (Client) Objects.requireNonNull(request.getAttribute(OAuthRefusals.CLIENT));
        @Nullable KeyBinding key;
        try {
            key = OAuthPaths.TOKEN.equals(request.getRequestURI()) ? shown(client, request) : offered(client, request);
        } catch (OAuth2AuthenticationException refused) {
            refusals.onAuthenticationFailure(request, response, refused);
            return;
        }
        AuthorizationServerContextHolder.setContext(OAuthContext.current().boundTo(key));
        chain.doFilter(request, response);
    }

    private @Nullable KeyBinding shown(Client client, HttpServletRequest request) {
        List<String> sent = Collections.list(request.getHeaders(DpopProofs.HEADER));
        return switch (client.security().sender()) {
            case NONE -> sent.isEmpty() ? null : proven(sent, request);
            case DPOP -> proven(sent, request);
            case MTLS -> certificate(client, request);
        };
    }

    /**
     * With a pushed request, or that of a device, whoever likes shows the key that the code will be bound to, in the place of naming it (RFC 9449,
     * 10.1); not a client that shows a certificate for its tokens: nothing could ever be given for such a code.
     */
    private @Nullable KeyBinding offered(Client client, HttpServletRequest request) {
        List<String> sent = Collections.list(request.getHeaders(DpopProofs.HEADER));
        if (sent.isEmpty()) {
            return null;
        }
        if (client.security().sender() == SenderConstraint.MTLS) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        KeyBinding key = proven(sent, request);
        @Nullable String named = request.getParameter(DpopProofs.CODE_KEY);
        if (named != null && !named.equals(key.thumbprint())) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        return key;
    }

    /** The certificate of this connection; that it is the client's own was judged where it proved itself, if it did so by one. */
    private static KeyBinding certificate(Client client, HttpServletRequest request) {
        return RequestAttributes.clientCertificate(request)
                .map(shown -> KeyBinding.certificate(shown.thumbprint()))
                .orElseThrow(() -> new ClientRefused(client, "certificate_missing"));
    }

    private KeyBinding proven(List<String> sent, HttpServletRequest request) {
        DpopUse use = DpopUse.at(request.getMethod(), settings.addresses(request.getRequestURI()));
        return switch (proofs.use(sent, use)) {
            case DpopOutcome.Proven proven -> KeyBinding.proof(proven.jkt());
            case DpopOutcome.Refused refused -> {
                meters.proofRefused(refused.reason());
                throw new OAuth2AuthenticationException(DpopProofs.INVALID);
            }
            case DpopOutcome.NonceNeeded needed -> throw new OAuth2AuthenticationException(DpopProofs.NONCE_NEEDED);
        };
    }
}

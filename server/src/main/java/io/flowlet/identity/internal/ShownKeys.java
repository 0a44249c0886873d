package io.flowlet.identity.internal;

import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.IdentitySettings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Optional;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.stereotype.Component;

/**
 * Decides whether the sender of a request may use the token that came with it: a bound token only by showing its key, and each as what it is.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-7">RFC 9449, 7</a>, <a
 *     href="https://www.rfc-editor.org/rfc/rfc8705#section-3">RFC 8705, 3</a>
 */
@Component
public final class ShownKeys {
    private final DpopProofs proofs;
    private final IdentitySettings settings;
    private final TokenMeters meters;

    ShownKeys(DpopProofs proofs, IdentitySettings settings, TokenMeters meters) {
        this.proofs = proofs;
        this.settings = settings;
        this.meters = meters;
    }

    /** A token as it stood in a request. */
    public record Sent(AccessScheme scheme, String text) {}

    /** The error code for the challenge; empty if the request may use {@code token}. */
    public Optional<String> fault(VerifiedToken token, Sent sent, HttpServletRequest request) {
        KeyBinding binding = token.binding();
        if (binding == null) {
            return unless(sent.scheme() == AccessScheme.BEARER);
        }
        return switch (binding.kind()) {
            case PROOF -> sent.scheme() == AccessScheme.DPOP ? faultOfProof(binding, sent, request) : unless(false);
            case CERTIFICATE -> unless(sent.scheme() == AccessScheme.BEARER && isOfConnection(binding, request));
        };
    }

    private Optional<String> faultOfProof(KeyBinding binding, Sent sent, HttpServletRequest request) {
        DpopUse use = new DpopUse(
                request.getMethod(), settings.link(request.getRequestURI()), sent.text(), binding.thumbprint());
        return switch (proofs.use(Collections.list(request.getHeaders(DpopProofs.HEADER)), use)) {
            case DpopOutcome.Proven proven -> Optional.empty();
            case DpopOutcome.NonceNeeded needed -> Optional.of(DpopProofs.NONCE_NEEDED);
            case DpopOutcome.Refused refused -> {
                meters.proofRefused(refused.reason());
                yield Optional.of(DpopProofs.INVALID);
            }
        };
    }

    private static boolean isOfConnection(KeyBinding binding, HttpServletRequest request) {
        return RequestAttributes.clientCertificate(request)
                .filter(shown -> shown.thumbprint().equals(binding.thumbprint()))
                .isPresent();
    }

    private static Optional<String> unless(boolean right) {
        return right ? Optional.empty() : Optional.of(OAuth2ErrorCodes.INVALID_TOKEN);
    }
}

package io.flowlet.identity.internal;

import io.flowlet.identity.Client;
import io.flowlet.tenants.Transactions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.stereotype.Component;

/**
 * Trades a code for tokens, once.
 *
 * <p>A code is used up by the first attempt of its own client, right or wrong, so that a verifier cannot be guessed; a second attempt ends
 * everything that the first one gave, since one of the two was not the client's. Another client's attempt changes nothing. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-10.5">RFC 6749, 10.5</a>
 */
@Component
final class CodeGrant implements AuthenticationProvider {
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    private final Transactions transactions;
    private final CodeRows codes;
    private final GrantedTokens granted;
    private final Secrets secrets;
    private final Clock clock;

    CodeGrant(Transactions transactions, CodeRows codes, GrantedTokens granted, Secrets secrets, Clock clock) {
        this.transactions = transactions;
        this.codes = codes;
        this.granted = granted;
        this.secrets = secrets;
        this.clock = clock;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return GrantRequest.class.isAssignableFrom(authentication);
    }

    @Override
    public @Nullable Authentication authenticate(Authentication authentication) {
        GrantRequest request = (GrantRequest) authentication;
        if (!request.getGrantType().equals(AuthorizationGrantType.AUTHORIZATION_CODE)) {
            return null;
        }
        Client client = GrantedTokens.clientOf(request);
        return transactions
                .in(client.tenant(), () -> exchange(request, client))
                .orElseThrow(() -> new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT));
    }

    // a refusal is a value in here: what it changed must be committed
    private Optional<Authentication> exchange(GrantRequest request, Client client) {
        byte[] digest = secrets.digestOfCode(request.sent(OAuth2ParameterNames.CODE));
        Optional<CodeRows.Code> found = codes.lock(digest, client.id(), client.tenant());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        CodeRows.Code code = found.get();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (code.used()) {
            granted.endReplayed(client, code.grant(), "code");
            return Optional.empty();
        }
        codes.use(digest, now);
        boolean right = now.isBefore(code.expiresAt())
                && code.redirectUri().equals(request.sent(OAuth2ParameterNames.REDIRECT_URI))
                && code.isFor(OAuthContext.current().binding())
                && answers(request.sent(PkceParameterNames.CODE_VERIFIER), code.challenge());
        return right ? granted.first(request, code.grant(), code.scopes()) : Optional.empty();
    }

    /** Without a challenge there must be no verifier either: else somebody took the challenge away (RFC 9700, 2.1.1). */
    private static boolean answers(String verifier, @Nullable String challenge) {
        if (challenge == null) {
            return verifier.isEmpty();
        }
        if (!VERIFIER.matcher(verifier).matches()) {
            return false;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            String expected = Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
            return MessageDigest.isEqual(
                    expected.getBytes(StandardCharsets.US_ASCII), challenge.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

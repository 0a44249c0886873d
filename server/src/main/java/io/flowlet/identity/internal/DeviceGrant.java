package io.flowlet.identity.internal;

import io.flowlet.identity.Client;
import io.flowlet.identity.internal.DeviceAuthorizationRows.Waiting;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.stereotype.Component;

/**
 * Tells a device how its request stands, and gives it tokens, once, when a person said yes.
 *
 * <p>Answers, in this order: {@code invalid_grant} (unknown, another client's, used, another key than the one that was shown first), {@code
 * expired_token}, {@code slow_down}, {@code authorization_pending}, {@code access_denied}. A code that is used again ends everything that it gave, as
 * with the authorization code. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8628#section-3.4">RFC 8628, 3.4 and 3.5</a>
 */
@Component
final class DeviceGrant implements AuthenticationProvider {
    static final String PENDING = "authorization_pending";
    static final String SLOW_DOWN = "slow_down";
    static final String EXPIRED = "expired_token";
    /** Answers to a device that waits: nothing was refused. */
    static final Set<String> NOT_YET = Set.of(PENDING, SLOW_DOWN);

    private static final Duration SLOWER = Duration.ofSeconds(5);
    /** Requests arrive less evenly than they are sent. */
    private static final Duration JITTER = Duration.ofSeconds(1);

    private final Transactions transactions;
    private final DeviceAuthorizationRows rows;
    private final GrantedTokens granted;
    private final Secrets secrets;
    private final TokenMeters meters;
    private final Clock clock;

    DeviceGrant(
            Transactions transactions,
            DeviceAuthorizationRows rows,
            GrantedTokens granted,
            Secrets secrets,
            TokenMeters meters,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.granted = granted;
        this.secrets = secrets;
        this.meters = meters;
        this.clock = clock;
    }

    /** What a device is answered. */
    private sealed interface Answer {
        record Tokens(Authentication tokens) implements Answer {}

        record Refused(String error) implements Answer {}
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return GrantRequest.class.isAssignableFrom(authentication);
    }

    @Override
    public @Nullable Authentication authenticate(Authentication authentication) {
        GrantRequest request = (GrantRequest) authentication;
        if (!request.getGrantType().equals(AuthorizationGrantType.DEVICE_CODE)) {
            return null;
        }
        Client client = GrantedTokens.clientOf(request);
        return switch (transactions.in(client.tenant(), () -> answer(request, client))) {
            case Answer.Tokens(Authentication tokens) -> {
                meters.device("fetched");
                yield tokens;
            }
            case Answer.Refused(String error) -> throw new OAuth2AuthenticationException(error);
        };
    }

    // a refusal is a value in here: what it changed must be committed
    private Answer answer(GrantRequest request, Client client) {
        byte[] digest = secrets.digestOfDeviceCode(request.sent(OAuth2ParameterNames.DEVICE_CODE));
        Optional<Waiting> found = rows.lock(digest, client)
                .filter(known ->
                        KeyBinding.isOf(known.dpopJkt(), OAuthContext.current().binding()));
        if (found.isEmpty()) {
            return new Answer.Refused(OAuth2ErrorCodes.INVALID_GRANT);
        }
        Waiting device = found.get();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (device.used() && device.grant() != null) {
            granted.endReplayed(client, device.grant(), "device_code");
            return new Answer.Refused(OAuth2ErrorCodes.INVALID_GRANT);
        }
        if (!now.isBefore(device.expiresAt())) {
            return new Answer.Refused(EXPIRED);
        }
        boolean tooSoon = isTooSoon(device, now);
        rows.polled(device.id(), now, tooSoon ? SLOWER : Duration.ZERO);
        return tooSoon ? new Answer.Refused(SLOW_DOWN) : decided(request, device, now);
    }

    private Answer decided(GrantRequest request, Waiting device, Instant now) {
        if (device.allowed() == null) {
            return new Answer.Refused(PENDING);
        }
        if (device.grant() == null) {
            return new Answer.Refused(OAuth2ErrorCodes.ACCESS_DENIED);
        }
        rows.use(device.id(), now);
        return granted.first(request, device.grant(), device.scopes())
                .<Answer>map(Answer.Tokens::new)
                .orElseGet(() -> new Answer.Refused(OAuth2ErrorCodes.INVALID_GRANT));
    }

    private static boolean isTooSoon(Waiting device, Instant now) {
        Instant last = device.polledAt();
        return last != null && now.isBefore(last.plus(device.interval()).minus(JITTER));
    }
}

package io.flowlet.identity.internal;

import io.flowlet.identity.LogoutDelivery;
import io.flowlet.outbound.Outbound;
import io.flowlet.outbound.OutboundOutcome;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;

/**
 * Posts logout tokens by the only way out. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-backchannel-1_0.html#BCRequest">OpenID Connect Back-Channel Logout, 2.5</a>
 */
@Component
final class OutboundLogoutDelivery implements LogoutDelivery {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int BAD_REQUEST = 400;

    private final Outbound outbound;

    OutboundLogoutDelivery(Outbound outbound) {
        this.outbound = outbound;
    }

    @Override
    public Delivered deliver(URI address, String logoutToken) {
        String form = "logout_token=" + URLEncoder.encode(logoutToken, StandardCharsets.UTF_8);
        return switch (outbound.post(address, FORM, form)) {
            case OutboundOutcome.Answered answered ->
                answered.isOk()
                        ? Delivered.TAKEN
                        : answered.status() == BAD_REQUEST ? Delivered.REFUSED : Delivered.UNHEARD;
            // the address may be allowed by the settings of the next attempt
            case OutboundOutcome.NotAllowed() -> Delivered.UNHEARD;
            case OutboundOutcome.Unanswered() -> Delivered.UNHEARD;
        };
    }
}

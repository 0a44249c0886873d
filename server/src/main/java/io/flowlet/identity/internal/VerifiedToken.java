package io.flowlet.identity.internal;

import io.flowlet.actor.Actor;
import io.flowlet.identity.Client;
import io.flowlet.identity.OpenIdScope;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token that is believed now: who acts, and for which client.
 *
 * @param grant null for a client's own token
 * @param breakGlass what of it concerns the token
 * @param openId what of OpenID Connect it has
 * @param binding the key that its sender has to show; null of a bearer token
 */
public record VerifiedToken(
        Actor actor,
        Client client,
        @Nullable PersonGrant grant,
        TokenBreakGlass breakGlass,
        Set<OpenIdScope> openId,
        @Nullable KeyBinding binding) {
    public VerifiedToken {
        openId = Set.copyOf(openId);
    }
}

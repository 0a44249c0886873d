/**
 * Who may call: OAuth clients, their tokens, and the OAuth 2 endpoints on Spring Authorization Server.
 *
 * <p>Invariants: a client belongs to one tenant (or to the platform) and its tokens inherit it; {@link io.flowlet.actor.Actor} is made from
 * a verified token and from nothing else; secrets, tokens and invitations are stored as HMACs only. Entry points: {@link
 * io.flowlet.identity.Clients}, and for the edge {@link io.flowlet.identity.OAuthEndpoints}, {@link
 * io.flowlet.identity.BearerAuthentication} and {@link io.flowlet.identity.AllowedNetworks}, in this order.
 */
@ApplicationModule(
        allowedDependencies = {"actor", "ids", "settings", "tenants", "outbound", "vault", "http", "audit", "mail"})
@NullMarked
package io.flowlet.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

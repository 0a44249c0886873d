/**
 * Tokens that stand for card, account and document numbers.
 *
 * <p>Invariants: the value is ciphertext and leaves by one audited operation only; one value has one token in a tenant, type and format.
 * Entry point: {@link io.flowlet.tokens.Tokens}.
 */
@ApplicationModule(allowedDependencies = {"actor", "ids", "tenants", "vault", "http", "audit", "subscribers"})
@NullMarked
package io.flowlet.tokens;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

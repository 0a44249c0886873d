/**
 * What every endpoint shares: problems (RFC 9457), strict JSON, paging, public ids and the idempotency store.
 *
 * <p>Invariants: every refusal carries a code of {@link io.flowlet.http.ProblemCode}; a stored answer is ciphertext and is written in the
 * transaction of its effect. Entry points: {@link io.flowlet.http.Refusal}, {@link io.flowlet.http.Idempotency}.
 */
@ApplicationModule(allowedDependencies = {"actor", "settings", "database", "tenants", "vault", "ids", "money"})
@NullMarked
package io.flowlet.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

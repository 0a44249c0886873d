/**
 * The persons a program serves.
 *
 * <p>Invariants: personal data is ciphertext under the subscriber's own key; every read is audited. Entry point: {@link
 * io.flowlet.subscribers.Subscribers}.
 */
@ApplicationModule(
        allowedDependencies = {"actor", "ids", "tenants", "vault", "http", "audit", "identity", "outbox", "programs"})
@NullMarked
package io.flowlet.subscribers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

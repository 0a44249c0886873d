/**
 * Events for the world outside, written in the transaction of what they tell of; ids only, no personal data.
 *
 * <p>Invariant: an event is there exactly when its effect is, and each is handed to every listener at least once. Entry point: {@link
 * io.flowlet.outbox.Outbox}.
 */
@ApplicationModule(allowedDependencies = {"actor", "database", "tenants", "ids"})
@NullMarked
package io.flowlet.outbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

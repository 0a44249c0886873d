/**
 * How much one caller may ask for: buckets of tokens for each client address and for each principal.
 *
 * <p>Invariants: an address is counted before any signature or hash is computed for it; memory is bounded however many addresses call; a
 * limit that is used up answers 429 with {@code Retry-After} and changes nothing. Entry points: {@link io.flowlet.limits.AddressGuard} and
 * {@link io.flowlet.limits.SubjectLimits}.
 */
@ApplicationModule(allowedDependencies = {"actor", "settings", "http"})
@NullMarked
package io.flowlet.limits;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/**
 * Watchlists and whoever resembles an entry of one.
 *
 * <p>Invariants: every version of a list is kept and a list is swapped as a whole; a hit holds what it was compared with; towards subscribers
 * nothing of this module is told. Entry point: {@link io.flowlet.screening.Screening}.
 */
@ApplicationModule(
        allowedDependencies = {
            "actor",
            "ids",
            "settings",
            "tenants",
            "vault",
            "http",
            "audit",
            "identity",
            "approvals",
            "policies",
            "subscribers"
        })
@NullMarked
package io.flowlet.screening;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/**
 * The one four-eyes facility: a request with its change, whom it waits for, and what came of it.
 *
 * <p>Invariants: whoever decides is a person other than the maker, who signed in just now and owes the maker nothing; the last approval and
 * its effect are one transaction, so a request is never agreed to and undone; of any number of checkers at once one has the effect; one open
 * request for a kind and subject; no tenant's policy asks for less than a kind itself does. A module brings what can be asked for by implementing {@link io.flowlet.approvals.ApprovalKind}. Entry
 * point: {@link io.flowlet.approvals.Approvals}.
 */
@ApplicationModule(
        allowedDependencies = {
            "actor",
            "ids",
            "money",
            "settings",
            "tenants",
            "vault",
            "http",
            "audit",
            "outbox",
            "identity"
        })
@NullMarked
package io.flowlet.approvals;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

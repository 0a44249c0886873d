/**
 * What the law says of personal data: why it is held and for how long, what its owner is told, how it is erased, and what stops that.
 *
 * <p>Invariants: after an erasure nothing opens but what a law keeps, until the day that its schedule names; a legal hold stops every
 * schedule; reports to the authority are never mentioned. Modules bring what they hold by implementing {@link
 * io.flowlet.subscribers.SubjectRecords}. Entry points: {@link io.flowlet.privacy.Erasures}, {@link io.flowlet.privacy.Exports}.
 */
@ApplicationModule(
        allowedDependencies = {
            "actor",
            "ids",
            "tenants",
            "vault",
            "http",
            "audit",
            "outbox",
            "identity",
            "approvals",
            "policies",
            "programs",
            "subscribers"
        })
@NullMarked
package io.flowlet.privacy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

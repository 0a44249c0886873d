/**
 * KYS, know your subscriber: sign-up, notices and consents, declared identity, questionnaire, and the case that ends in a decision.
 *
 * <p>Invariants: every step is bound to the version and hash of what the person saw; answers and identity are ciphertext; a subscriber is told
 * the suitability band and the next steps, never anything of screening.
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
            "outbox",
            "identity",
            "policies",
            "programs",
            "subscribers",
            "screening"
        })
@NullMarked
package io.flowlet.onboarding;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/**
 * Keys, field encryption, blind indexes and HMACs by purpose. Audits nothing itself: its callers do.
 *
 * <p>Root key (file) → tenant key → data key for each subject and purpose; AES-256-GCM with the row's place as associated data. Invariants:
 * no key but the token keys, which the token encoder needs, leaves this module in clear; no clear-text personal data reaches a column.
 * Entry point: {@link io.flowlet.vault.Vault}.
 */
@ApplicationModule(allowedDependencies = {"files", "actor", "tenants"})
@NullMarked
package io.flowlet.vault;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

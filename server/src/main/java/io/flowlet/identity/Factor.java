package io.flowlet.identity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person has besides the password; its secret is known to nobody but the person's device and the vault.
 *
 * @param usedAt null while it was never used after it was set up
 */
public record Factor(
        FactorKind kind, Instant madeAt, @Nullable Instant usedAt) {}

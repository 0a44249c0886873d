package io.flowlet.identity;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Proofs of possession.
 *
 * @param proofLife how old a proof may be, 5 seconds to 5 minutes
 * @param clockAhead how far the clock of whoever made it may be ahead, 1 second to a minute
 * @param nonce whether a proof must carry a number that this installation gave out in the last minutes, so that none can be made in advance
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-11.1">RFC 9449, 11.1 and 8</a>
 */
public record DpopSettings(
        @DefaultValue("60s") @NotNull @DurationMin(seconds = 5) @DurationMax(minutes = 5)
        Duration proofLife,

        @DefaultValue("10s") @NotNull @DurationMin(seconds = 1) @DurationMax(minutes = 1)
        Duration clockAhead,

        @DefaultValue("false") boolean nonce) {}

package io.flowlet.approvals;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Changes that two people must agree to.
 *
 * @param signInAge how long ago at most the person who decides has signed in, 1 minute to 1 hour
 * @param inTestTenants whether test tenants need approvals as live ones do; otherwise changes happen there at once
 */
@ConfigurationProperties("flowlet.approvals")
public record ApprovalSettings(
        @DefaultValue("15m") @NotNull @DurationMin(minutes = 1) @DurationMax(hours = 1)
        Duration signInAge,

        @DefaultValue("false") boolean inTestTenants) {
    private static final String TEST = "test";

    /** Whether a tenant of this mode needs them; whatever is not known to be for tests does. */
    boolean areNeededIn(String mode) {
        return inTestTenants || !TEST.equals(mode);
    }
}

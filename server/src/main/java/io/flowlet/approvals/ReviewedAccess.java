package io.flowlet.approvals;

import io.flowlet.identity.AccessHolder;
import io.flowlet.identity.BreakGlass;
import io.flowlet.identity.Sponsorship;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One holder with what a reviewer needs to judge it.
 *
 * @param sponsors every act by which it became what it is; of a client who made it
 * @param certification the last one of what it holds now; null if there is none
 * @param breakGlass a role that it has for some hours; null if there is none
 * @param dueAt until when somebody must certify or remove it
 */
public record ReviewedAccess(
        AccessHolder holder,
        List<Sponsorship> sponsors,
        @Nullable Certification certification,
        @Nullable BreakGlass breakGlass,
        Instant dueAt) {
    public ReviewedAccess {
        sponsors = List.copyOf(sponsors);
    }
}

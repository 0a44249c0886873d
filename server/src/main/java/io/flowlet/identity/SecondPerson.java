package io.flowlet.identity;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.http.StoredAnswer;
import java.util.Set;

/**
 * Asks another person where one may not act alone; implemented by the module that keeps approvals.
 *
 * <p>What asks joins the open transaction of the caller's tenant, answers 202 with the request, and is refused with {@code
 * audience_not_allowed}, {@code approval_role_not_allowed} or {@code approval_pending}.
 */
public interface SecondPerson {
    /** Whether such acts of this tenant need one. */
    boolean isNeeded(TenantId tenant);

    /** Asks for a member of staff with {@code roles}. */
    StoredAnswer askToInvite(Caller caller, String email, Set<StaffRole> roles, String reason);

    /** Asks for a client by which people sign in. */
    StoredAnswer askToRegister(Caller caller, NewClient client, String reason);
}

package io.flowlet.approvals;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;

/** A kind of request, brought by the module that carries it out. Implementations are beans and thread-safe. */
public interface ApprovalKind {
    /** What everybody holds who reads requests at all. */
    Scope ANY_READER = new Scope("approvals:read");

    /** What it is called, and who decides: the least that is asked for, which no policy of a tenant undercuts. */
    ApprovalRule rule();

    /**
     * What a caller must hold, beside {@code approvals:read}, to be told what a request of this kind says: the change and every reason. Who lacks it
     * sees that there is one, and decides nothing.
     */
    Scope told();

    /** What whoever made a request must hold to read and withdraw it without reading others'. */
    default Scope made() {
        return told();
    }

    /**
     * The fewest people who must approve this very change as things stand now, whatever the rule says otherwise; up to {@link ApprovalRule#MOST}. Asked
     * again at each decision.
     */
    default int fewest(TenantId tenant, String subject, Change change) {
        return 1;
    }

    /**
     * Carries out what was agreed, in the open transaction of the last approval, and audits it there. Everything is checked again: the world
     * may have moved on since the request was made. Whatever it throws undoes the approval as well.
     *
     * @param checker who approved last
     * @param approval with every approval, the last one too
     * @return {@link Applied.Refused} only if nothing was written
     */
    Applied apply(Caller checker, Approval approval);
}

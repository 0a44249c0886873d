package io.flowlet.approvals;

import io.flowlet.actor.Caller;

/** A kind of request, brought by the module that carries it out. Implementations are beans and thread-safe. */
public interface ApprovalKind {
    /** {@code noun.verb}; stands in rows and events and is never reused. */
    String name();

    ApprovalRule rule();

    /**
     * Carries out what was agreed, in the open transaction of the last approval, and audits it there. Everything is checked again: the world
     * may have moved on since the request was made. Whatever it throws undoes the approval as well.
     *
     * @param checker who approved last
     * @return {@link Applied.Refused} only if nothing was written
     */
    Applied apply(Caller checker, Approval approval);
}

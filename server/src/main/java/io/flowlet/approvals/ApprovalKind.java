package io.flowlet.approvals;

import io.flowlet.actor.Caller;

/** A kind of request, brought by the module that carries it out. Implementations are beans and thread-safe. */
public interface ApprovalKind {
    /** What it is called, and who decides. */
    ApprovalRule rule();

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

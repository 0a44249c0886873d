package io.flowlet.approvals;

import java.util.Optional;

/**
 * A kind whose effect is committed by somebody else, such as the writer of the ledger: the last approval is committed first, then the effect, then
 * what came of it. Its {@link #apply} says {@link Applied.Later}.
 */
public interface CarriedOutLater extends ApprovalKind {
    /**
     * Has the effect of a request that was agreed to. Called in no transaction, and again after a crash, a lost answer or by another instance at the
     * same time: of any number of calls for one request there is one effect, and each tells what came of it.
     *
     * @return {@link Applied.Done} or {@link Applied.Refused}; empty when it is not known yet and shall be asked again
     */
    Optional<Applied> carryOut(Agreed agreed);
}

package io.flowlet.ledger.internal;

import io.flowlet.ledger.PostingReceipt;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Sees the commit of one batch before anybody else does, so that a listener's failure afterwards is not taken for the batch's. */
final class CommitWitness implements TransactionSynchronization {
    private @Nullable List<PostingReceipt> written;
    private boolean committed;

    /** Watches the open transaction. */
    void watch(List<PostingReceipt> receipts) {
        written = receipts;
        TransactionSynchronizationManager.registerSynchronization(this);
    }

    /** What was written, if it was committed. */
    Optional<List<PostingReceipt>> committed() {
        return committed ? Optional.ofNullable(written) : Optional.empty();
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void afterCommit() {
        committed = true;
    }
}

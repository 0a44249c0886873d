package io.flowlet.approvals;

import io.flowlet.actor.Caller;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A kind whose effect comes with a secret, which is made when the maker takes it and stored nowhere. */
public interface HandsOver extends ApprovalKind {
    /** Makes the secret in the open transaction and audits that; empty if what was made is gone meanwhile. */
    Optional<Handed> handOver(Caller maker, Approval applied);

    /** @param until when it stops working unless it is used; null for never */
    record Handed(String secret, @Nullable Instant until) {
        @Override
        public String toString() {
            return "Handed[…]";
        }
    }
}

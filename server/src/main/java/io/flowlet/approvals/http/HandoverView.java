package io.flowlet.approvals.http;

import io.flowlet.approvals.Approval;
import io.flowlet.approvals.HandsOver;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an applied request gives its maker: the only answer with the secret. A repeat says that the secret is gone.
 *
 * @param result what the request made
 * @param expiresAt when the secret stops working unless it is used; null for never
 */
record HandoverView(
        String kind,
        @Nullable String result,
        @Nullable String secret,
        @Nullable Instant expiresAt,
        boolean secretAvailable) {
    static HandoverView of(Approval approval, HandsOver.Handed handed) {
        return new HandoverView(approval.kind(), approval.result(), handed.secret(), handed.until(), true);
    }

    static HandoverView ofReplay(Approval approval, HandsOver.Handed handed) {
        return new HandoverView(approval.kind(), approval.result(), null, handed.until(), false);
    }

    @Override
    public String toString() {
        return "HandoverView[" + result + "]";
    }
}

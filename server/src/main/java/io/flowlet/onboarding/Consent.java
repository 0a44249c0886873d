package io.flowlet.onboarding;

import io.flowlet.subscribers.SubscriberId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One affirmative act, bound to the text that was shown.
 *
 * @param withdrawnAt null while it holds
 */
public record Consent(
        ConsentId id,
        SubscriberId subscriber,
        String purpose,
        int noticeVersion,
        String noticeHash,
        String language,
        Notice.Basis legalBasis,
        Instant givenAt,
        @Nullable Instant withdrawnAt) {
    boolean isTo(Notice notice) {
        return withdrawnAt == null && purpose.equals(notice.purpose()) && noticeHash.equals(notice.hash());
    }
}

package io.flowlet.onboarding;

import java.util.Locale;

/** The last step of a case that is done, or how it ended. Codes are stored, never reused. */
public enum CaseState {
    STARTED,
    /** Every required notice was accepted. */
    NOTICE_AND_CONSENT,
    /** Identity was declared. */
    IDENTITY,
    /** The questions were answered. Not seen at rest: screening follows in the same transaction. */
    RISK_PROFILE,
    /** Kept for a screening that takes longer than a transaction. */
    SCREENING,
    /** Something holds the case, so a person decides. */
    REVIEW,
    APPROVED,
    REJECTED,
    /** Staff asked the subscriber for a step again. */
    MORE_INFORMATION;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.flowlet.onboarding;

import java.util.Locale;

/** What staff can decide about a case. Codes are stored, never reused. */
public enum Verdict {
    APPROVE,
    REJECT,
    REQUEST_INFORMATION;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}

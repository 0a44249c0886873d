package io.flowlet.approvals;

import java.util.Locale;

/** What a person said about a request. */
public enum Verdict {
    APPROVE,
    REJECT,
    /** Said by its maker only. */
    WITHDRAW;

    /** As stored and as the API shows it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}

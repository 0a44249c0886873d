package io.flowlet.actor;

/**
 * Why personal data is held; each has its own data key, so that each can be erased alone.
 *
 * <p>The codes stand in stored rows and are never reused.
 */
public enum Purpose {
    /** Running the service for the subscriber. */
    SERVICE("service"),
    /** Know-your-customer records: kept five years after the relationship ends (Directive (EU) 2015/849 Art. 40). */
    KYC_RECORD("kyc_record"),
    /** Sanctions records: kept ten years (31 CFR 501.601). */
    SANCTIONS_RECORD("sanctions_record"),
    /** Reports to the authority. */
    REPORT_RECORD("report_record"),
    /** Tax records. */
    TAX("tax"),
    /** Proof of consent. */
    CONSENT("consent");

    private final String code;

    Purpose(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}

package io.flowlet.subscribers;

/** What other modules know of a subscriber's onboarding. */
public record Kyc(KycStatus status, KycTier tier) {
    /** Of a subscriber whose onboarding has not begun. */
    public static final Kyc NONE = new Kyc(KycStatus.NONE, KycTier.NONE);
}

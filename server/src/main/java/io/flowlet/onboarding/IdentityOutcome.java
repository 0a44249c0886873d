package io.flowlet.onboarding;

/** What became of a declared identity. */
public sealed interface IdentityOutcome {
    /** It is what the case knows now. */
    record Declared(OnboardingStatus status) implements IdentityOutcome {}

    record NoSuchSubscriber() implements IdentityOutcome {}

    record OutOfOrder() implements IdentityOutcome {}

    /** Younger than the policy {@code onboarding} takes. */
    record TooYoung() implements IdentityOutcome {}
}

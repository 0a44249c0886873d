package io.flowlet.onboarding;

/** What became of a consent or its withdrawal. */
public sealed interface ConsentOutcome {
    /** As it stands now. */
    record Recorded(Consent consent) implements ConsentOutcome {}

    /** No such subscriber, or no such consent, for this caller. */
    record NotFound() implements ConsentOutcome {}

    /** The notice has a newer version. */
    record Retired() implements ConsentOutcome {}

    /** There is no notice with that purpose, language, version and hash. */
    record NoSuchNotice() implements ConsentOutcome {}

    /** It rests on law or contract. */
    record NotWithdrawable() implements ConsentOutcome {}
}

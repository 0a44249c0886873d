package io.flowlet.identity;

/** What came of using the link of an invitation. */
public sealed interface StaffRedemption {
    /** The link is unknown, used, expired, or ended by wrong codes. */
    record NoSuchLink() implements StaffRedemption {}

    /** The code is not the one that belongs to the link. */
    record WrongCode() implements StaffRedemption {}

    /** The link and the code are right; only {@link AccountOutcome.Created} uses them up, as does {@link AccountOutcome.EmailTaken}. */
    record Tried(AccountOutcome outcome) implements StaffRedemption {}
}

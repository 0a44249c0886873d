package io.flowlet.tokens;

/** What asking for a token comes to; the refusals in order of precedence. */
public sealed interface CreateOutcome {
    record Created(Token token) implements CreateOutcome {}

    /** The value had this token already. */
    record Known(Token token) implements CreateOutcome {}

    /** The value is none of its type. */
    record Malformed() implements CreateOutcome {}

    record NoSuchSubscriber() implements CreateOutcome {}

    /** The value has a token of this type and format, but another's: of another subscriber, of one, or of none. */
    record OfAnother() implements CreateOutcome {}

    /** The part to encrypt has fewer than a million values, or the result would not hide the value. */
    record NotPreservable() implements CreateOutcome {}
}

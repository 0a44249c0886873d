package io.flowlet.identity.internal;

/** What came of asking a provider about a code. */
public sealed interface ProviderVerdict {
    record Vouched(VouchedPerson person) implements ProviderVerdict {}

    /** No answer, or not in time, or too long a one. */
    record Away() implements ProviderVerdict {}

    /** @param reason what is not as it must be, lower_snake, one of few */
    record Disbelieved(String reason) implements ProviderVerdict {}

    /** All is right but how, or when, the person proved who it is. */
    record TooWeak(String reason) implements ProviderVerdict {}
}

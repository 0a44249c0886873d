package io.flowlet.identity;

/** What an identity provider answered when it was asked what it publishes. */
public sealed interface ProviderCheck {
    /** It is as it must be; the addresses are its own. */
    record Sound(String authorizationEndpoint, String tokenEndpoint, String jwksUri) implements ProviderCheck {}

    /**
     * It is not.
     *
     * @param reason {@code address_not_allowed}, {@code no_answer}, {@code no_document}, {@code document_unreadable}, {@code issuer_differs}, {@code
     *     endpoint_unfit} or {@code lacks_what_is_needed}
     */
    record Unsound(String reason) implements ProviderCheck {}
}

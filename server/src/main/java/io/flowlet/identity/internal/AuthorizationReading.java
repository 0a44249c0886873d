package io.flowlet.identity.internal;

import io.flowlet.identity.RedirectUri;

/** What a request to the authorization endpoint turned out to be. */
public sealed interface AuthorizationReading {
    record Sound(AuthorizationRequest request) implements AuthorizationReading {}

    /** It does not say beyond doubt which client is asking and where the answer goes: only the person can be told. */
    record Unanswerable() implements AuthorizationReading {}

    /** It is a device's, which waits no more, or never did: only the person can be told. */
    record DeviceGone() implements AuthorizationReading {}

    /**
     * The client is told.
     *
     * @param error of RFC 6749, 4.1.2.1, or of OpenID Connect Core, 3.1.2.6
     */
    record Refused(RedirectUri redirectUri, String error, AuthorizationRequest.Reply reply)
            implements AuthorizationReading {}
}

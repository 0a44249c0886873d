package io.flowlet.identity;

import java.util.Base64;

/**
 * What a page asks a passkey to sign.
 *
 * @param relyingParty the host that passkeys here are bound to
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record PasskeyOffer(byte[] challenge, String relyingParty) {
    /** In base64url. */
    public String challengeText() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(challenge);
    }

    @Override
    public String toString() {
        return "PasskeyOffer[…]";
    }
}

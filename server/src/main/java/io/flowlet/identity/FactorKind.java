package io.flowlet.identity;

/** The kinds of second factors. */
public enum FactorKind {
    /** An authenticator app (RFC 6238). */
    TOTP("totp"),
    /** A passkey (WebAuthn). */
    PASSKEY("passkey");

    private final String code;

    FactorKind(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}

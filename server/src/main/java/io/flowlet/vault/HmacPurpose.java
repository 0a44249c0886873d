package io.flowlet.vault;

/** What an HMAC is for; each has its own key, so that a digest of one kind is worthless as another. Codes are stored, never reused. */
public enum HmacPurpose {
    CLIENT_SECRET("client_secret"),
    TOKEN("token"),
    INVITATION("invitation"),
    CURSOR("cursor"),
    ACCOUNT_EMAIL("account_email"),
    PASSWORD("password"),
    SESSION("session"),
    AUTHORIZATION_CODE("authorization_code"),
    FORM("form"),
    SIGN_IN_STEP("sign_in_step"),
    FACTOR_OFFER("factor_offer"),
    RECOVERY_CODE("recovery_code"),
    DPOP_NONCE("dpop_nonce"),
    CLIENT_ASSERTION("client_assertion"),
    PUSHED_REQUEST("pushed_request"),
    PASSWORD_RESET("password_reset"),
    DEVICE("device"),
    PASSKEY_CHALLENGE("passkey_challenge"),
    /** Of a device that waits for a person's word. */
    DEVICE_CODE("device_code"),
    /** What that person types. */
    USER_CODE("user_code"),
    /** What the person's browser gets for it. */
    DEVICE_PAGE("device_page"),
    /** A sign-in that is under way at a tenant's own identity provider. */
    FEDERATION_STEP("federation_step"),
    /** Of a person, as an identity provider calls it. */
    FEDERATED_SUBJECT("federated_subject"),
    /**
     * Of the body of a request under an idempotency key: its plain digest would give a card number, or a name, to whoever tries them all. The
     * code is of the time when requests with card numbers alone were meant.
     */
    REQUEST("tokenised_request"),
    /** Of a list of erasures that is kept apart from the database: nobody adds to it or takes from its middle. */
    ERASURE_LIST("erasure_list");

    private final String code;

    HmacPurpose(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}

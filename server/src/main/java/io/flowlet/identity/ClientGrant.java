package io.flowlet.identity;

import java.util.Arrays;
import java.util.Optional;

/** What a client may ask tokens for. */
public enum ClientGrant {
    AUTHORIZATION_CODE("authorization_code"),
    REFRESH_TOKEN("refresh_token"),
    CLIENT_CREDENTIALS("client_credentials"),
    /** A device without a browser of its own (RFC 8628): subscribers of {@code browser} and {@code native} clients only. */
    DEVICE_CODE("urn:ietf:params:oauth:grant-type:device_code");

    private final String code;

    ClientGrant(String code) {
        this.code = code;
    }

    /** As the RFCs, the API and the database spell it. */
    public String code() {
        return code;
    }

    public static Optional<ClientGrant> of(String code) {
        return Arrays.stream(values())
                .filter(grant -> grant.code().equals(code))
                .findFirst();
    }
}

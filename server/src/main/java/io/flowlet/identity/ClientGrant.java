package io.flowlet.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a client may ask tokens for. */
public enum ClientGrant {
    AUTHORIZATION_CODE,
    REFRESH_TOKEN,
    CLIENT_CREDENTIALS;

    /** As the RFCs, the API and the database spell it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ClientGrant> of(String code) {
        return Arrays.stream(values())
                .filter(grant -> grant.code().equals(code))
                .findFirst();
    }
}

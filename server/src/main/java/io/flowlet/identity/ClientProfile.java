package io.flowlet.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What kind of program a client is, which says how it must protect itself: see {@link ClientSecurity}. */
public enum ClientProfile {
    /** A web application: its server proves itself, or a page in the browser, which cannot, goes without. */
    BROWSER,
    /** An app on a person's device, which can keep no secret (RFC 8252). */
    NATIVE,
    /** A program without persons: the client credentials grant and nothing else. */
    SERVICE,
    /** FAPI 2.0 Security Profile: pushed requests, keys or certificates instead of secrets, tokens bound to a key. */
    BANK;

    /** As the API and the database spell it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ClientProfile> of(String code) {
        return Arrays.stream(values())
                .filter(profile -> profile.code().equals(code))
                .findFirst();
    }
}

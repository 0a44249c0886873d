package io.flowlet.identity;

import java.util.Arrays;
import java.util.Optional;

/** What a client's ID tokens are signed with; the names are those of RFC 7518. */
public enum IdTokenAlgorithm {
    RS256,
    ES256,
    PS256;

    public static Optional<IdTokenAlgorithm> of(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.name().equals(name))
                .findFirst();
    }
}

package io.flowlet.identity.internal;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request that a proof must have been made for.
 *
 * @param method as sent, for example {@code POST}
 * @param addresses under which callers know what they ask for, without query and fragment; one or two
 * @param accessToken that is sent along; null at the OAuth endpoints
 * @param jkt of the only key that will do; null if any will
 */
public record DpopUse(
        String method,
        List<URI> addresses,
        @Nullable String accessToken,
        @Nullable String jkt) {
    public DpopUse {
        addresses = List.copyOf(addresses);
    }

    /** At an OAuth endpoint, by any key. */
    static DpopUse at(String method, List<URI> addresses) {
        return new DpopUse(method, addresses, null, null);
    }
}

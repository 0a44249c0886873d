package io.flowlet.identity.internal;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The request that a proof must have been made for.
 *
 * @param method as sent, for example {@code POST}
 * @param address of the request, without query and fragment
 * @param accessToken that is sent along; null at the OAuth endpoints
 * @param jkt of the only key that will do; null if any will
 */
public record DpopUse(
        String method,
        URI address,
        @Nullable String accessToken,
        @Nullable String jkt) {
    /** At an OAuth endpoint, by any key. */
    static DpopUse at(String method, URI address) {
        return new DpopUse(method, address, null, null);
    }
}

package io.flowlet.identity.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whom a provider vouches for. Holds personal data in clear: never log it.
 *
 * @param subject the provider's name for the person, by the claim that was agreed on
 * @param verifiedEmail an address that the provider says it verified
 * @param acr one of those that were agreed on
 * @param amr by the names of RFC 8176; others are left out
 */
public record VouchedPerson(
        String subject, Optional<String> verifiedEmail, String acr, List<String> amr, Instant authenticatedAt) {
    public VouchedPerson {
        amr = List.copyOf(amr);
    }

    @Override
    public String toString() {
        return "VouchedPerson[…]";
    }
}

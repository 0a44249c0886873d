package io.flowlet.onboarding;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Who a person says to be. Personal data in clear: never log it, never put it into an audit event.
 *
 * @param nationality ISO 3166-1 alpha-2
 * @param residenceCountry ISO 3166-1 alpha-2
 */
public record DeclaredIdentity(
        String givenName,
        String familyName,
        LocalDate birthOn,
        String nationality,
        String residenceCountry,
        Address address) {
    /** @param country ISO 3166-1 alpha-2 */
    public record Address(String line1, @Nullable String line2, String city, String postalCode, String country) {
        @Override
        public String toString() {
            return "Address[…]";
        }
    }

    @Override
    public String toString() {
        return "DeclaredIdentity[…]";
    }
}

package io.flowlet.onboarding;

import io.flowlet.subscribers.LookupValue;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who a person says to be. Personal data in clear: never log it, never put it into an audit event.
 *
 * @param nationality ISO 3166-1 alpha-2
 * @param residenceCountry ISO 3166-1 alpha-2
 * @param phone E.164
 */
public record DeclaredIdentity(
        String givenName,
        String familyName,
        LocalDate birthOn,
        String nationality,
        String residenceCountry,
        Address address,
        @Nullable String phone,
        @Nullable Document document) {
    /** @param country ISO 3166-1 alpha-2 */
    public record Address(String line1, @Nullable String line2, String city, String postalCode, String country) {
        @Override
        public String toString() {
            return "Address[…]";
        }
    }

    /**
     * A paper that the person has.
     *
     * @param number as it is printed
     * @param issuingCountry ISO 3166-1 alpha-2
     */
    public record Document(DocumentType type, String number, String issuingCountry) {
        @Override
        public String toString() {
            return "Document[…]";
        }
    }

    /** By what the person is found. */
    public List<LookupValue> lookupValues() {
        return Stream.of(
                        LookupValue.nameAndBirthDate(givenName, familyName, birthOn),
                        Optional.ofNullable(phone).flatMap(LookupValue::phone),
                        Optional.ofNullable(document).flatMap(paper -> LookupValue.documentNumber(paper.number())))
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public String toString() {
        return "DeclaredIdentity[…]";
    }
}

package io.flowlet.screening;

import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is compared with the lists. Personal data: never log it.
 *
 * @param birthDate null when it is not known
 * @param countries ISO 3166-1 alpha-2, nationality and residence; may be empty
 */
public record ScreenedPerson(
        String givenName, String familyName, @Nullable LocalDate birthDate, Set<String> countries) {
    public ScreenedPerson {
        countries = Set.copyOf(countries);
    }

    @Override
    public String toString() {
        return "ScreenedPerson[…]";
    }
}

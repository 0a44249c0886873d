package io.flowlet.client.app;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The countries of ISO 3166, by their English names. */
public final class Countries {
    private static final List<Country> ALL = Arrays.stream(Locale.getISOCountries())
            .map(code -> new Country(code, Locale.of("", code).getDisplayCountry(Locale.ENGLISH)))
            .sorted(Comparator.comparing(Country::name))
            .toList();

    private Countries() {}

    /** @param code of two letters */
    public record Country(String code, String name) {}

    static List<Country> all() {
        return ALL;
    }

    static boolean isOne(String code) {
        return ALL.stream().anyMatch(country -> country.code().equals(code));
    }
}

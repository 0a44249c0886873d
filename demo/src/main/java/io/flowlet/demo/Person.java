package io.flowlet.demo;

import java.util.Locale;

/**
 * Somebody of the walk; invented.
 *
 * @param birthOn a date, {@code 1990-01-31}
 */
record Person(String given, String family, String birthOn, String password) {
    String email() {
        return given.toLowerCase(Locale.ROOT) + "@example.com";
    }

    @Override
    public String toString() {
        return "Person[…]";
    }
}

package io.flowlet.identity.internal;

import java.util.Arrays;
import java.util.Optional;

/** How an access token stands in the header {@code Authorization}. */
public enum AccessScheme {
    /** RFC 6750. */
    BEARER("Bearer"),
    /** RFC 9449: beside a proof. */
    DPOP("DPoP");

    /** Our longest token, with every scope, has about 900 characters. */
    private static final int LONGEST_HEADER = 4_096;

    private final String word;

    AccessScheme(String word) {
        this.word = word;
    }

    /** As challenges spell it; read in any case. */
    public String word() {
        return word;
    }

    /** The one that {@code header} begins with, if any. */
    public static Optional<AccessScheme> of(String header) {
        return Arrays.stream(values())
                .filter(scheme -> header.regionMatches(true, 0, scheme.word, 0, scheme.word.length()))
                .findFirst();
    }

    /** What follows in {@code header}, which begins so; empty if that is no {@code token68}. */
    public Optional<String> tokenOf(String header) {
        if (header.length() > LONGEST_HEADER) {
            return Optional.empty();
        }
        int start = word.length();
        while (start < header.length() && header.charAt(start) == ' ') {
            start++;
        }
        int end = start;
        while (end < header.length() && isTokenCharacter(header.charAt(end))) {
            end++;
        }
        int padded = end;
        while (padded < header.length() && header.charAt(padded) == '=') {
            padded++;
        }
        boolean isToken = start > word.length() && end > start && padded == header.length();
        return isToken ? Optional.of(header.substring(start)) : Optional.empty();
    }

    /** Of {@code token68} (RFC 9110, 11.2), but for the padding at its end. */
    private static boolean isTokenCharacter(char each) {
        return (each >= 'a' && each <= 'z')
                || (each >= 'A' && each <= 'Z')
                || (each >= '0' && each <= '9')
                || "-._~+/".indexOf(each) >= 0;
    }
}

package io.flowlet.screening.internal.matching;

/** Whether two words are one typing error apart: a letter more, less, another, or two neighbours swapped (Damerau and Levenshtein). */
final class Typos {
    /** In shorter words one letter makes another name. */
    private static final int SHORTEST = 5;

    private Typos() {}

    /** Whether {@code a} and {@code b} differ by exactly one error and both are long enough. */
    static boolean isOne(String a, String b) {
        int lengths = a.length() - b.length();
        if (lengths < -1 || lengths > 1 || Math.min(a.length(), b.length()) < SHORTEST) {
            return false;
        }
        int first = 0;
        int shorter = Math.min(a.length(), b.length());
        while (first < shorter && a.charAt(first) == b.charAt(first)) {
            first++;
        }
        if (lengths > 0) {
            return a.regionMatches(first + 1, b, first, b.length() - first);
        }
        if (lengths < 0) {
            return b.regionMatches(first + 1, a, first, a.length() - first);
        }
        if (first == shorter) {
            return false; // the same word
        }
        int rest = a.length() - first - 1;
        if (a.regionMatches(first + 1, b, first + 1, rest)) {
            return true;
        }
        return rest >= 1
                && a.charAt(first) == b.charAt(first + 1)
                && a.charAt(first + 1) == b.charAt(first)
                && a.regionMatches(first + 2, b, first + 2, rest - 1);
    }
}

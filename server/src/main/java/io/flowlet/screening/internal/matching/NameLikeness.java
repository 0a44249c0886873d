package io.flowlet.screening.internal.matching;

import java.util.Optional;

/**
 * How alike two names are, as sets of parts in which a part can stand twice.
 *
 * @param matched parts that both have
 * @param extra parts that only the longer has
 * @param typos 1 if one of the matched parts has a typing error
 */
record NameLikeness(int matched, int extra, int typos) {
    /** Of a name of two parts, unless the birth date speaks too. */
    private static final int EXTRA_FOR_TWO = 1;

    private static final int EXTRA_FOR_MORE = 2;
    private static final int TWO = 2;

    /**
     * Pairs the parts; both arrays are in alphabetical order. Empty if the shorter name does not fully stand in the longer, with at most one
     * typing error; a name of one part is equal or nothing.
     */
    static Optional<NameLikeness> of(String[] a, String[] b) {
        String[] shorter = a.length <= b.length ? a : b;
        String[] longer = a.length <= b.length ? b : a;
        boolean[] taken = new boolean[longer.length];
        int lonely = -1;
        int l = 0;
        for (int s = 0; s < shorter.length; s++) {
            while (l < longer.length && longer[l].compareTo(shorter[s]) < 0) {
                l++;
            }
            if (l < longer.length && longer[l].equals(shorter[s])) {
                taken[l++] = true;
            } else if (lonely >= 0) {
                return Optional.empty();
            } else {
                lonely = s;
            }
        }
        int extra = longer.length - shorter.length;
        if (shorter.length == 1) {
            return lonely < 0 && extra == 0 ? Optional.of(new NameLikeness(1, 0, 0)) : Optional.empty();
        }
        if (lonely < 0) {
            return Optional.of(new NameLikeness(shorter.length, extra, 0));
        }
        for (int i = 0; i < longer.length; i++) {
            if (!taken[i] && Typos.isOne(shorter[lonely], longer[i])) {
                return Optional.of(new NameLikeness(shorter.length, extra, 1));
            }
        }
        return Optional.empty();
    }

    /** Whether the names alone make a hit: few extra parts, and of a name of two parts not an extra one beside a typing error. */
    boolean isEnough() {
        return matched == TWO ? extra + typos <= EXTRA_FOR_TWO : extra <= EXTRA_FOR_MORE || matched == 1;
    }
}

package io.flowlet.tlog;

import java.util.ArrayList;
import java.util.List;

/** The definitions of RFC 6962, section 2.1, word for word over a list: slow, and nothing shared with what it checks but the hashes. */
final class Reference {
    private Reference() {}

    static Hash root(List<byte[]> entries) {
        int n = entries.size();
        if (n == 0) {
            return Hash.sha256(new byte[0]);
        }
        if (n == 1) {
            return Hash.leaf(entries.getFirst());
        }
        int k = split(n);
        return Hash.node(root(entries.subList(0, k)), root(entries.subList(k, n)));
    }

    static List<Hash> path(int m, List<byte[]> entries) {
        int n = entries.size();
        if (n == 1) {
            return List.of();
        }
        int k = split(n);
        return m < k
                ? plus(path(m, entries.subList(0, k)), root(entries.subList(k, n)))
                : plus(path(m - k, entries.subList(k, n)), root(entries.subList(0, k)));
    }

    static List<Hash> subproof(int m, List<byte[]> entries, boolean whole) {
        int n = entries.size();
        if (m == n) {
            return whole ? List.of() : List.of(root(entries));
        }
        int k = split(n);
        return m <= k
                ? plus(subproof(m, entries.subList(0, k), whole), root(entries.subList(k, n)))
                : plus(subproof(m - k, entries.subList(k, n), false), root(entries.subList(0, k)));
    }

    private static int split(int n) {
        int k = 1;
        while (2 * k < n) {
            k *= 2;
        }
        return k;
    }

    private static List<Hash> plus(List<Hash> hashes, Hash last) {
        List<Hash> longer = new ArrayList<>(hashes);
        longer.add(last);
        return longer;
    }
}

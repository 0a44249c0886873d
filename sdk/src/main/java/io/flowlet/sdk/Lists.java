package io.flowlet.sdk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of the wire, where an older server leaves out what a newer one sends. */
final class Lists {
    private Lists() {}

    static <T> List<T> copyOf(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}

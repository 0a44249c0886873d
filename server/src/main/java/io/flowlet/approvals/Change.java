package io.flowlet.approvals;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request wants to make different. JSON values: maps, lists, strings, integers, booleans, null. May hold personal data: never log it.
 *
 * @param before how it was when the request was made
 * @param after how it shall be
 * @param terms whatever else its kind needs to carry it out, and a checker to judge it
 */
public record Change(
        Map<String, @Nullable Object> before,
        Map<String, @Nullable Object> after,
        Map<String, @Nullable Object> terms) {
    /** Where after and before differ, for people. */
    public List<Difference> differences() {
        return Difference.between(before, after);
    }

    @Override
    public String toString() {
        return "Change[…]";
    }
}

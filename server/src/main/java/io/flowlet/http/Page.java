package io.flowlet.http;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, newest first.
 *
 * @param data at most {@code limit} members
 * @param nextCursor opaque; null on the last page
 */
public record Page<T>(List<T> data, @Nullable String nextCursor) {
    public Page {
        data = List.copyOf(data);
    }

    /** Cuts a page from {@code rows}, of which one more than {@code limit} was asked for. */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, String> cursor) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<T> data = rows.subList(0, limit);
        return new Page<>(data, cursor.apply(data.getLast()));
    }

    public <R> Page<R> map(Function<T, R> each) {
        return new Page<>(data.stream().map(each).toList(), nextCursor);
    }
}
